using ObjectStore.Core.Frames;

namespace ObjectStore.Index.Objects;

/// <summary>The row of an uploaded part; it stays where it is when the upload completes.</summary>
public sealed record PartRecord
{
    /// <summary>1..10,000.</summary>
    public required int PartNumber { get; init; }

    /// <summary>Bytes of the part.</summary>
    public required long Size { get; init; }

    /// <summary>MD5 of the part as 32 hexadecimal digits.</summary>
    public required string ETag { get; init; }

    /// <summary>When the part was committed; whole milliseconds.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <summary>The additional checksum, or null.</summary>
    public StoredChecksum? Checksum { get; init; }

    /// <summary>Where the bytes are, in order; empty for an empty part.</summary>
    public IReadOnlyList<StripeRun> Runs { get; init; } = [];

    /// <summary>Salt of the write in an encrypted upload, <see cref="FrameLayout.SaltBytes"/>; empty in others. With it the runs add up to the sealed length of <see cref="StoredBytes"/>.</summary>
    public ReadOnlyMemory<byte> Salt { get; init; }

    /// <summary>How the bytes are compressed, or null.</summary>
    public StoredCompression? Compression { get; init; }

    /// <summary>Bytes that are stored, before they are encrypted and coded.</summary>
    public long StoredBytes => Compression?.StoredBytes ?? Size;
}
