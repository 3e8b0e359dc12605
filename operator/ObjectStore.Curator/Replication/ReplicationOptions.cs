using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ObjectStore.Curator.Replication.Endpoints;
using ObjectStore.Replication;

namespace ObjectStore.Curator.Replication;

/// <summary>Settings of replication; docs/replication.md.</summary>
public sealed class ReplicationOptions : IValidatableObject
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Replication";

    /// <summary>Endpoints by name. Only what is here can be named by rules of buckets.</summary>
    public Dictionary<string, TargetOptions> Targets { get; init; } = [];

    /// <summary>The gateway that objects are read from. Null for that of the same process.</summary>
    public EndpointOptions? Source { get; init; }

    /// <summary>How long a version waits that is then given up.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan FailAfter { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a transfer may stand still.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Transfers that are under way to one target at once.</summary>
    [Range(1, 256)]
    public int KeysInParallel { get; init; } = 4;

    /// <summary>Rows of the outbox, and versions, that are read at a time.</summary>
    [Range(1, 999)]
    public int PageRows { get; init; } = 500;

    /// <summary>From the end of a walk over a bucket to the beginning of the next.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan WalkPeriod { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Versions that walks look at per second.</summary>
    [Range(1L, 10_000_000L)]
    public long WalkEntriesPerSecond { get; init; } = 2_000;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, target) in Targets)
        {
            if (!ReplicaDestination.IsTarget(name)) yield return new ValidationResult($"{SectionName}:Targets: '{name}' is no name: up to {ReplicaDestination.TargetLengthMax} letters, digits, hyphens and underscores.");
            if (target.Problem() is { } problem) yield return new ValidationResult($"{SectionName}:Targets:{name}: {problem}.");
        }

        if (Source?.Problem() is { } sourceProblem) yield return new ValidationResult($"{SectionName}:Source: {sourceProblem}.");
    }
}

/// <summary>Checks <see cref="ReplicationOptions"/> and reports all violations at once.</summary>
[OptionsValidator]
internal sealed partial class ReplicationOptionsValidator : IValidateOptions<ReplicationOptions>;
