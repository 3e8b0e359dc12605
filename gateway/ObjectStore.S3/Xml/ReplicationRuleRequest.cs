namespace ObjectStore.S3.Xml;

/// <summary>A rule of PutBucketReplication as it was sent; what was not sent is null.</summary>
public sealed record ReplicationRuleRequest
{
    /// <summary><c>ID</c>.</summary>
    public string? Id { get; init; }

    /// <summary><c>Status</c>.</summary>
    public string? Status { get; init; }

    /// <summary><c>Priority</c>.</summary>
    public int? Priority { get; init; }

    /// <summary><c>Prefix</c> of the rule itself, or of its filter.</summary>
    public string? Prefix { get; init; }

    /// <summary>Whether there is a <c>Filter</c>.</summary>
    public bool HasFilter { get; init; }

    /// <summary>Tags of the filter.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>Status of <c>DeleteMarkerReplication</c>.</summary>
    public string? Markers { get; init; }

    /// <summary>Status of <c>ExistingObjectReplication</c>.</summary>
    public string? Existing { get; init; }

    /// <summary>Status of <c>SseKmsEncryptedObjects</c>.</summary>
    public string? Kms { get; init; }

    /// <summary>Status of <c>ReplicaModifications</c>.</summary>
    public string? Modifications { get; init; }

    /// <summary><c>Bucket</c> of the destination.</summary>
    public string? Bucket { get; init; }

    /// <summary><c>Account</c> of the destination.</summary>
    public string? Account { get; init; }

    /// <summary><c>StorageClass</c> of the destination.</summary>
    public string? StorageClass { get; init; }

    /// <summary><c>Owner</c> of <c>AccessControlTranslation</c>.</summary>
    public string? Owner { get; init; }

    /// <summary><c>ReplicaKmsKeyID</c>.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>Status of <c>ReplicationTime</c>.</summary>
    public string? ReplicationTime { get; init; }

    /// <summary>Status of <c>Metrics</c>.</summary>
    public string? Metrics { get; init; }
}
