namespace ObjectStore.Events.Documents;

/// <summary>What an event says beyond the key of its row: the content of an outbox row. Stored.</summary>
public sealed record EventFacts
{
    /// <summary>The format version that is written.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Format version.</summary>
    public int V { get; init; } = CurrentVersion;

    /// <summary>Name of the event type, as <see cref="EventTypes.NameOf"/> gives it.</summary>
    public required string Event { get; init; }

    /// <summary>Id of the configuration that asked for it.</summary>
    public required string Configuration { get; init; }

    /// <summary>Name of the bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>User id of the bucket's owner.</summary>
    public required string Owner { get; init; }

    /// <summary>Region of the store.</summary>
    public required string Region { get; init; }

    /// <summary>User id of who changed the object; empty for nobody who signed.</summary>
    public required string Principal { get; init; }

    /// <summary>Address of the client, or what stands for the store itself.</summary>
    public required string Source { get; init; }

    /// <summary>Id of the request; null without one.</summary>
    public string? Request { get; init; }

    /// <summary>Id of the process that answered it.</summary>
    public string? Host { get; init; }

    /// <summary>Bytes of the object; null when it is gone.</summary>
    public long? Size { get; init; }

    /// <summary>Its entity tag; null when it is gone.</summary>
    public string? ETag { get; init; }

    /// <summary>Storage class of an object that was moved or restored; null for other events.</summary>
    public string? StorageClass { get; init; }

    /// <summary>When the copy of a restored object expires; null for other events.</summary>
    public DateTimeOffset? RestoredUntil { get; init; }

    /// <summary>Name of the version; null in a bucket without versions.</summary>
    public string? Version { get; init; }
}
