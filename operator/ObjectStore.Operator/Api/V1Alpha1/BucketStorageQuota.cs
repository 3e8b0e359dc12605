namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>How much the bucket may hold, with all versions and uploads. What is not given is not limited.</summary>
public sealed record BucketStorageQuota
{
    /// <summary>Bytes as clients see them.</summary>
    public long? Bytes { get; init; }

    /// <summary>Objects.</summary>
    public long? Objects { get; init; }
}
