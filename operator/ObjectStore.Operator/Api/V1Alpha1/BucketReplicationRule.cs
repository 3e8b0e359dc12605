namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>One rule, in the words of S3.</summary>
public sealed record BucketReplicationRule
{
    /// <summary>Name of the rule, unique in the bucket. Without it "rule-" and its number, from 1.</summary>
    public string? Id { get; init; }

    /// <summary>Whether the rule does anything.</summary>
    public string Status { get; init; } = "Enabled";

    /// <summary>Which of several rules for one destination counts: the highest. Without it the first in the list goes before the next.</summary>
    public int? Priority { get; init; }

    /// <summary>What the rule is about: all conditions must hold. Without it, everything.</summary>
    public BucketReplicationFilter? Filter { get; init; }

    /// <summary>Whether delete markers are replicated. Not with tags.</summary>
    public bool DeleteMarkers { get; init; }

    /// <summary>Whether versions from before the rule are replicated.</summary>
    public bool ExistingObjects { get; init; }

    /// <summary>Where to.</summary>
    public required BucketReplicationDestination Destination { get; init; }
}
