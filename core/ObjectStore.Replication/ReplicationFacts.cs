namespace ObjectStore.Replication;

/// <summary>What an outbox row of replication says beyond its key and destination. Stored.</summary>
public sealed record ReplicationFacts
{
    /// <summary>The format version that is written.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Format version.</summary>
    public int V { get; init; } = CurrentVersion;

    /// <summary>Name of the bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>Name of the version in it.</summary>
    public required string Version { get; init; }

    /// <summary>Why it has to go.</summary>
    public required ReplicationCause Cause { get; init; }

    /// <summary>Key of the destination's key service to encrypt with; null for none.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>Storage class to ask for; null for none.</summary>
    public string? StorageClass { get; init; }
}
