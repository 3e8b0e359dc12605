using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Objects;

/// <summary>The row of an object: what HEAD answers and where the bytes are.</summary>
/// <remarks>
/// Invariants: without <see cref="Upload"/> the runs add up to <see cref="Size"/>, or with <see cref="Encryption"/> to its sealed length, and there are no part spans; with it the part spans
/// add up to <see cref="Size"/>, there are no runs, and the part rows of the upload hold them.
/// </remarks>
public sealed record ObjectRecord
{
    /// <summary>Bytes of the object.</summary>
    public required long Size { get; init; }

    /// <summary>Entity tag without quotes: 32 hexadecimal digits, with <c>-N</c> after a multipart upload of N parts.</summary>
    public required string ETag { get; init; }

    /// <summary>When the write was committed; whole milliseconds.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <summary>User id of the identity that wrote the object.</summary>
    public required string OwnerId { get; init; }

    /// <summary>Storage class by name, or null for the standard one.</summary>
    public string? StorageClass { get; init; }

    /// <summary>System metadata under lower-case header names (<c>content-type</c>) and user metadata under <c>x-amz-meta-…</c>, in the order given.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    /// <summary>The additional checksum, or null.</summary>
    public StoredChecksum? Checksum { get; init; }

    /// <summary>Where the bytes are, in order; empty for an empty object and after a multipart upload.</summary>
    public IReadOnlyList<StripeRun> Runs { get; init; } = [];

    /// <summary>The completed upload whose part rows hold the bytes, or null.</summary>
    public UploadId? Upload { get; init; }

    /// <summary>Part numbers and sizes, ascending, with <see cref="Upload"/>.</summary>
    public IReadOnlyList<PartSpan> Parts { get; init; } = [];

    /// <summary>Id of the version; none in a bucket without versions, and for an object from before they were kept. Given by the commit.</summary>
    public VersionId Version { get; init; }

    /// <summary>Whether clients know the version as <c>null</c>. Given by the commit.</summary>
    public bool IsNullVersion { get; init; } = true;

    /// <summary>Whether the version is a delete marker: no object, but what covers those before it.</summary>
    public bool IsDeleteMarker { get; init; }

    /// <summary>Id of the null version of the key when it is another than this, the current one. Given by the commit; only in rows of current versions.</summary>
    public VersionId? NullVersion { get; init; }

    /// <summary>Tags in the order in which they are shown.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>Until when the version must not be removed, or null.</summary>
    public Retention? Retention { get; init; }

    /// <summary>Whether the version must not be removed, for whatever time.</summary>
    public bool HasLegalHold { get; init; }

    /// <summary>How the bytes are encrypted, or null. With <see cref="Upload"/> it has no salt; the part rows have theirs.</summary>
    public StoredEncryption? Encryption { get; init; }

    /// <summary>How the bytes are compressed, or null. With <see cref="Upload"/> each part row says it of its part; null then: of none.</summary>
    public StoredCompression? Compression { get; init; }

    /// <summary>Bytes that are stored, before they are encrypted and coded.</summary>
    public long StoredBytes => Compression?.StoredBytes ?? Size;

    /// <summary>How far the version is replicated; null when it is not, and is no replica.</summary>
    public StoredReplication? Replication { get; init; }

    /// <summary>That the version is being restored, or has a restored copy; null for all others. Only of archived versions.</summary>
    public StoredRestore? Restore { get; init; }

    /// <summary>When the version was last read and in which pool of its storage class it lies; null where the class never had two, and while both is as when it was made.</summary>
    public StoredTiering? Tiering { get; init; }

    /// <summary>Bytes that count for the quota of the bucket: those of a restored copy too, from when it was asked for.</summary>
    public long ChargedBytes => Restore is null ? Size : checked(2 * Size);

    /// <summary>The same with the restored copy in the place of the archived bytes, where there is one: what reads go by.</summary>
    public ObjectRecord ToRead() => Restore is { Until: not null } restored ? this with { Runs = restored.Runs, Upload = Upload is null ? null : restored.Copy } : this;

    /// <summary>How clients name the version.</summary>
    public VersionName Name => IsNullVersion ? VersionName.Null : VersionName.Of(Version);

    /// <summary>The version's place among those of its key, also when it is from before versions were kept.</summary>
    internal VersionId Place => Version.IsNone ? VersionId.OfTime(LastModified) : Version;

    /// <summary>Whether part rows under an upload are the bytes of the version, or of its restored copy.</summary>
    internal bool NamesParts(UploadId upload) => Upload is { } own && (own == upload || Restore?.Copy == upload);
}
