namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>When noncurrent versions are removed.</summary>
public sealed record BucketNoncurrentVersionExpiration
{
    /// <summary>Days after a version became noncurrent.</summary>
    public required int NoncurrentDays { get; init; }

    /// <summary>Noncurrent versions of a key, the newest, that are kept whatever their age.</summary>
    public int? NewerNoncurrentVersions { get; init; }
}
