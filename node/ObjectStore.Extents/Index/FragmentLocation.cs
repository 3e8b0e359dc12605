using ObjectStore.Extents.Format;

namespace ObjectStore.Extents.Index;

/// <summary>Where the record of a live fragment lies: extent, offset of the record, offset of its payload in the record, length of the payload.</summary>
/// <remarks>
/// Packed: extent number (32 bits), record offset ÷ 64 (24), payload offset ÷ 64 (8), and apart from it the payload's length (24). The order of
/// <see cref="Packed"/> is the order of the log.
/// </remarks>
internal readonly record struct FragmentLocation(ulong Packed, uint PayloadLength)
{
    /// <summary>Largest extent that 24 bits of 64 bytes reach.</summary>
    public const long ExtentBytesMax = 1L << 30;

    public FragmentLocation(uint extent, uint offset, uint payloadOffset, uint payloadLength)
        : this(((ulong)extent << 32) | ((ulong)(offset / RecordHeader.Alignment) << 8) | (payloadOffset / RecordHeader.Alignment), payloadLength)
    {
    }

    public uint Extent => (uint)(Packed >> 32);

    public uint Offset => (uint)((Packed >> 8) & 0xFF_FFFF) * RecordHeader.Alignment;

    public uint PayloadOffset => (uint)(Packed & 0xFF) * RecordHeader.Alignment;

    /// <summary>Bytes of the record, header and payload.</summary>
    public uint RecordLength => PayloadOffset + PayloadLength;

    /// <summary>Bytes up to where the next record may begin.</summary>
    public long PaddedLength => RecordLayout.Align((long)RecordLength, RecordHeader.Alignment);

    public LogPosition Position => new(Extent, Offset);
}
