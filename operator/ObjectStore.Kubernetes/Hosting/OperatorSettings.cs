using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ObjectStore.Kubernetes.Configuration;

namespace ObjectStore.Kubernetes.Hosting;

/// <summary>How controllers run.</summary>
public sealed class OperatorSettings : IValidatableObject
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Operator";

    /// <summary>Name in leases and events.</summary>
    [Required]
    public string Name { get; init; } = "objectstore-operator";

    /// <summary>Namespace of the operator itself, where its lease is (<see cref="OwnNamespace"/>); empty for that of the pod or the kubeconfig.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The namespace whose entities are reconciled; none for all.</summary>
    public IReadOnlyList<string> WatchNamespaces { get; init; } = [];

    /// <summary>Entities of one kind that are reconciled at a time.</summary>
    [Range(1, 256)]
    public int ConcurrentReconciliationsMax { get; init; } = 8;

    /// <summary>Pause after an entity's first failure; doubles from there.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan RetryDelayMin { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest pause between two tries. Entities are tried again for ever.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan RetryDelayMax { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Retries of a kind, all entities together.</summary>
    [Range(0.1, 10_000)]
    public double RetriesPerSecond { get; init; } = 20;

    /// <summary>Retries of a kind that may come at once.</summary>
    [Range(1, 100_000)]
    public int RetryBurst { get; init; } = 100;

    /// <summary>How often every entity is looked at without a change.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ResyncPeriod { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Whether a lease decides who works. Off, there must be one process only.</summary>
    public bool LeaderElection { get; init; } = true;

    /// <summary>How long a successor waits for a leader that is silent.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a leader works without a renewal.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LeaseRenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two tries to get or renew the lease.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan LeaseRetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What lists and watches cover: one namespace, or null for all.</summary>
    public string? WatchNamespace => WatchNamespaces.Count == 0 ? null : WatchNamespaces[0];

    /// <summary>Namespace of the operator itself, by the settings or its surroundings.</summary>
    public string OwnNamespace(KubernetesClientConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Namespace.Length > 0 ? Namespace : configuration.Namespace;
    }

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (WatchNamespaces.Count > 1) yield return new ValidationResult($"{SectionName}:WatchNamespaces names one namespace, or none for all.");
        if (RetryDelayMin > RetryDelayMax) yield return new ValidationResult($"{SectionName}:RetryDelayMin must not exceed {SectionName}:RetryDelayMax.");
        if (LeaseRenewDeadline >= LeaseDuration) yield return new ValidationResult($"{SectionName}:LeaseRenewDeadline must be less than {SectionName}:LeaseDuration.");
        if (LeaseRetryPeriod >= LeaseRenewDeadline) yield return new ValidationResult($"{SectionName}:LeaseRetryPeriod must be less than {SectionName}:LeaseRenewDeadline.");
    }
}

/// <summary>Checks <see cref="OperatorSettings"/> and reports all violations at once.</summary>
[OptionsValidator]
internal sealed partial class OperatorSettingsValidator : IValidateOptions<OperatorSettings>;
