namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Where a rule replicates to.</summary>
public sealed record BucketReplicationDestination
{
    /// <summary>Name of the target, of replicationTargets of the store.</summary>
    public required string Target { get; init; }

    /// <summary>Name of the bucket there.</summary>
    public required string Bucket { get; init; }

    /// <summary>Storage class there. Without it STANDARD.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Key of the key service there, under which objects of SSE-KMS are replicated. Without it they are not.</summary>
    public string? KmsKeyId { get; init; }
}
