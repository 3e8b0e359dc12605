namespace ObjectStore.Extents.Format;

/// <summary>Lengths inside a put record: header, owner, checksum table, padding, payload.</summary>
internal static class RecordLayout
{
    /// <summary>Bytes of payload under one checksum.</summary>
    public const int BlockBytes = 64 << 10;

    /// <summary>Bytes of one checksum.</summary>
    public const int ChecksumBytes = 8;

    /// <summary>Largest payload; a fragment is at most 1 MiB and padding.</summary>
    public const int PayloadBytesMax = 2 << 20;

    /// <summary>Longest owner: a formatted FragmentOwner fits with room to grow.</summary>
    public const int OwnerBytesMax = 2048;

    /// <summary>The location of a fragment keeps the payload offset in 8 bits of 64 bytes each.</summary>
    public const int PayloadOffsetMax = 255 * RecordHeader.Alignment;

    public static int BlockCount(int payloadBytes) => (payloadBytes + BlockBytes - 1) / BlockBytes;

    /// <summary>Where the checksum table begins.</summary>
    public static int TableOffset(int ownerBytes) => RecordHeader.Size + ownerBytes;

    /// <summary>Header, owner and table, without padding.</summary>
    public static int MetaBytes(int ownerBytes, int payloadBytes) => TableOffset(ownerBytes) + (BlockCount(payloadBytes) * ChecksumBytes);

    /// <summary>Rounds up to a multiple of <paramref name="alignment"/>, a power of two.</summary>
    public static int Align(int value, int alignment) => (value + alignment - 1) & -alignment;

    /// <summary>Rounds up to a multiple of <paramref name="alignment"/>, a power of two.</summary>
    public static long Align(long value, int alignment) => (value + alignment - 1) & -(long)alignment;
}
