namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>What the bucket holds of its quota, when the operator last looked.</summary>
public sealed record BucketStorageUsage
{
    /// <summary>Bytes as clients see them.</summary>
    public long Bytes { get; init; }

    /// <summary>Objects, with all versions and uploads.</summary>
    public long Objects { get; init; }

    /// <summary>The greater part of the two that is used, in percent and rounded down.</summary>
    public long Percent { get; init; }
}
