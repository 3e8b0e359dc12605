using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Objects;

/// <summary>The row of a multipart upload that has begun.</summary>
public sealed record UploadRecord
{
    /// <summary>Identity of the upload.</summary>
    public required UploadId Id { get; init; }

    /// <summary>When it began; whole milliseconds.</summary>
    public required DateTimeOffset InitiatedAt { get; init; }

    /// <summary>User id of the identity that began it.</summary>
    public required string OwnerId { get; init; }

    /// <summary>Storage class of the object to be, or null for the standard one.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Metadata of the object to be, as in <see cref="ObjectRecord.Metadata"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    /// <summary>Algorithm that the client asked for, as in <see cref="StoredChecksum.Algorithm"/>, or 0.</summary>
    public byte ChecksumAlgorithm { get; init; }

    /// <summary>Whether the checksum of the whole is composite.</summary>
    public bool ChecksumIsComposite { get; init; }

    /// <summary>Tags of the object to be.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>Retention of the object to be, or null.</summary>
    public Retention? Retention { get; init; }

    /// <summary>Whether the object to be has a legal hold.</summary>
    public bool HasLegalHold { get; init; }

    /// <summary>How the object to be is encrypted, without a salt; or null.</summary>
    public StoredEncryption? Encryption { get; init; }

    /// <summary><see cref="StoredCompression.OfUpload"/> when parts are compressed where that shrinks them; or null.</summary>
    public StoredCompression? Compression { get; init; }
}
