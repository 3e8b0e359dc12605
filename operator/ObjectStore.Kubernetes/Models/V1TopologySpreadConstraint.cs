namespace ObjectStore.Kubernetes.Models;

/// <summary>How evenly pods are spread.</summary>
public sealed record V1TopologySpreadConstraint
{
    /// <summary>Greatest difference between two domains.</summary>
    public required int MaxSkew { get; init; }

    /// <summary>Label that names the domain.</summary>
    public required string TopologyKey { get; init; }

    /// <summary><c>DoNotSchedule</c> or <c>ScheduleAnyway</c>.</summary>
    public required string WhenUnsatisfiable { get; init; }

    /// <summary>Pods that are counted.</summary>
    public V1LabelSelector? LabelSelector { get; init; }

    /// <summary>Domains that there must be.</summary>
    public int? MinDomains { get; init; }

    /// <summary>Labels that tell one revision from another.</summary>
    public IReadOnlyList<string>? MatchLabelKeys { get; init; }
}
