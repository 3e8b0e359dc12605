using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Curators;

namespace ObjectStore.Operator.Stores;

/// <summary>What a reconciliation of a store has come to.</summary>
/// <param name="Problem">Why nothing was done, or null.</param>
/// <param name="Curator">How the curator is.</param>
/// <param name="Deployment">The gateways.</param>
/// <param name="Service">What clients talk to.</param>
/// <param name="AdminSecret">Secret with the administrator's credentials.</param>
internal sealed record StoreOutcome(SpecProblem? Problem, CuratorState Curator, V1Deployment? Deployment, V1Service? Service, string? AdminSecret)
{
    /// <summary>What is to be said of what other operators do for the store.</summary>
    public IReadOnlyList<ConditionDraft> Foreign { get; init; } = [];

    /// <summary>What is to be said of destinations of events; null where there are none.</summary>
    public ConditionDraft? Destinations { get; init; }

    /// <summary>What is to be said of targets of replication; null where there are none.</summary>
    public ConditionDraft? Targets { get; init; }

    /// <summary>The storage pools; null where nothing was done.</summary>
    public StorePools? Pools { get; init; }

    /// <summary>Nothing was done.</summary>
    public static StoreOutcome Refused(SpecProblem problem) => new(problem, default, null, null, null);
}
