using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>How the bucket is.</summary>
public sealed record BucketStatus
{
    /// <summary>Generation of the spec that the status speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Ready and others.</summary>
    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    /// <summary>Name in S3.</summary>
    public string? BucketName { get; init; }

    /// <summary>Address of the store inside the cluster.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Region that clients sign for.</summary>
    public string? Region { get; init; }

    /// <summary>What the bucket holds of its quota; without one it is not told.</summary>
    public BucketStorageUsage? Usage { get; init; }

    /// <summary>Settings of the bucket that the spec has made, by their names there. One that leaves the spec is taken back, where S3 can.</summary>
    public IReadOnlyList<string>? Configured { get; init; }
}
