using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;

namespace ObjectStore.Replication.Configuration;

/// <summary>One rule of a bucket: which of its objects go to one destination. Immutable.</summary>
public sealed record ReplicationRule
{
    private readonly byte[] _prefix = [];

    /// <summary>Name of the rule, unique in its bucket.</summary>
    public required string Id { get; init; }

    /// <summary>Whether it is in force.</summary>
    public required bool IsEnabled { get; init; }

    /// <summary>Whether it has the form of version 1: a prefix and no filter.</summary>
    public required bool IsVersion1 { get; init; }

    /// <summary>Which of two rules for the same destination counts: the greater. Null in version 1.</summary>
    public int? Priority { get; init; }

    /// <summary>With what keys begin; null for any.</summary>
    public string? Prefix
    {
        get;
        init
        {
            field = value;
            _prefix = Encoding.UTF8.GetBytes(value ?? "");
        }
    }

    /// <summary>Tags that an object must have, all of them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>What was said about delete markers; null for nothing.</summary>
    public bool? ReplicatesMarkers { get; init; }

    /// <summary>What was said about versions from before the rule; null for nothing.</summary>
    public bool? ReplicatesExisting { get; init; }

    /// <summary>What was said about objects that a key service encrypts; null for nothing.</summary>
    public bool? ReplicatesKms { get; init; }

    /// <summary>Key of the destination's key service, for those objects; null without them.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>The destination as it was sent.</summary>
    public required string Arn { get; init; }

    /// <summary>Where that is.</summary>
    public required ReplicaDestination Destination { get; init; }

    /// <summary>Account of the destination as it was sent, or null.</summary>
    public string? Account { get; init; }

    /// <summary>Whether it was said that replicas belong to the destination.</summary>
    public bool TranslatesOwner { get; init; }

    /// <summary>Storage class to ask for; null for none.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Whether the filter lets a version in. Delete markers have no tags.</summary>
    public bool Matches(ObjectKey key, ObjectRecord version)
    {
        ArgumentNullException.ThrowIfNull(version);
        if (!IsEnabled || !key.Utf8.StartsWith(_prefix)) return false;
        foreach (var tag in Tags)
        {
            if (!version.Tags.Contains(tag)) return false;
        }

        return true;
    }

    /// <summary>Whether a version that the filter lets in is one that the rule is about.</summary>
    public bool Takes(ObjectRecord version, bool isExisting)
    {
        ArgumentNullException.ThrowIfNull(version);
        if (isExisting && ReplicatesExisting is not true) return false;
        if (version.IsDeleteMarker) return IsVersion1 || ReplicatesMarkers is true;
        return version.Encryption?.Scheme switch
        {
            null or EncryptionScheme.StoreKey => true,
            EncryptionScheme.KeyService => ReplicatesKms is true && KmsKeyId is not null,
            _ => false,
        };
    }
}
