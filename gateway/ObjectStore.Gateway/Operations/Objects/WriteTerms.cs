using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Compression;
using ObjectStore.Gateway.Encryption;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Gateway.Operations.Replication;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>All that a write stores of an object besides its bytes. Read by <see cref="WriteTermsReader"/> before the bytes are.</summary>
/// <remarks>Whatever an object is to keep is added here and to both rows that are made here, so that no way of writing it forgets it.</remarks>
internal sealed record WriteTerms : IDisposable
{
    /// <summary>Who will own the object, and its access control list.</summary>
    public required ObjectOwner Owner { get; init; }

    /// <summary>System and user metadata; the access control list is put to it when it is stored.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; }

    /// <summary>The storage class by name, or null for the standard one.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Tags in the order in which they are shown.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>The retention, or null for the bucket's default.</summary>
    public Retention? Retention { get; init; }

    /// <summary>Whether the object has a legal hold.</summary>
    public bool HasLegalHold { get; init; }

    /// <summary>Which version of another bucket the object is, or null.</summary>
    public ReplicaTerms? Replica { get; init; }

    /// <summary>The data key that its bytes are sealed with, or null. The terms' own.</summary>
    public WriteKey? Key { get; init; }

    /// <summary>Whether the bucket's objects are compressed.</summary>
    public bool IsBucketCompressed { get; init; }

    /// <summary>Whether bytes are to be compressed: in a compressed bucket, unless the metadata says that they are already.</summary>
    public bool Compresses => IsBucketCompressed && !CompressedTypes.Contains(Metadata);

    /// <summary>The row of an object of these terms.</summary>
    public ObjectRecord ObjectOf(in WrittenBytes written, DateTimeOffset now) => Replica is null ? NewObject(written, now) : Replica.Of(NewObject(written, now));

    private ObjectRecord NewObject(in WrittenBytes written, DateTimeOffset now) => new()
    {
        Size = written.Size,
        ETag = written.ETag,
        LastModified = now,
        OwnerId = Owner.UserId,
        StorageClass = StorageClass,
        Metadata = ObjectAcl.Put(Metadata, Owner.Acl),
        Checksum = written.Checksum,
        Runs = written.Runs,
        Tags = Tags,
        Retention = Retention,
        HasLegalHold = HasLegalHold,
        Encryption = Key is null ? null : Key.Stored with { Salt = written.Stored.Salt },
        Compression = written.Stored.Compression,
    };

    /// <summary>The row of an upload whose object will have these terms.</summary>
    public UploadRecord UploadOf(DateTimeOffset now) => new()
    {
        Id = UploadId.New(now),
        InitiatedAt = now,
        OwnerId = Owner.UserId,
        StorageClass = StorageClass,
        Metadata = ObjectAcl.Put(Metadata, Owner.Acl),
        Tags = Tags,
        Retention = Retention,
        HasLegalHold = HasLegalHold,
        Encryption = Key?.Stored,
        Compression = Compresses ? StoredCompression.OfUpload : null,
    };

    /// <summary>Clears the key; the rows that were made stay as they are.</summary>
    public void Dispose() => Key?.Dispose();
}
