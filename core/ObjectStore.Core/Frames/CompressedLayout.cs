using ObjectStore.Core.Errors;

namespace ObjectStore.Core.Frames;

/// <summary>
/// Arithmetic of compressed bytes: an object or part is cut into frames of <see cref="FrameBytes"/> (the last one shorter), each is stored compressed, or as it is where that does not
/// shrink it, one behind the other. How long the stored frames are is said in the row, or, where there are many, in groups behind the last frame. docs/compression.md §2.
/// </summary>
/// <remarks>
/// A group, little endian: position of its first frame (8 bytes) · for each of its frames the stored length − 1 (2 bytes) · CRC-32C of the bytes before (4 bytes).
/// </remarks>
public static class CompressedLayout
{
    /// <summary>Bytes of a frame before it is compressed; only the last frame has fewer, and none has 0.</summary>
    public const int FrameBytes = FrameLayout.PlainBytes;

    /// <summary>Most frames whose lengths are in the row: parts of 8 MiB, which many clients send, are read without asking for more.</summary>
    public const int FramesInRowMax = 128;

    /// <summary>Frames of a group, but for the last group: 64 MiB of an object for 2,060 bytes.</summary>
    public const int GroupFrames = 1024;

    /// <summary>Bytes before the lengths of a group.</summary>
    public const int GroupHeadBytes = sizeof(ulong);

    /// <summary>Bytes behind the lengths of a group.</summary>
    public const int GroupTailBytes = sizeof(uint);

    /// <summary>Bytes that say how long a stored frame is.</summary>
    public const int LengthBytes = sizeof(ushort);

    /// <summary>Bytes of a group, but for the last one.</summary>
    public const int GroupBytes = GroupHeadBytes + GroupFrames * LengthBytes + GroupTailBytes;

    /// <summary>How many frames hold so many bytes; 0 for none.</summary>
    public static long CountOf(long size) => FrameLayout.CountOf(size);

    /// <summary>Bytes of a frame before it is compressed, in an object or part of <paramref name="size"/>.</summary>
    public static int PlainLengthOf(long frame, long size) => FrameLayout.PlainLengthOf(frame, size);

    /// <summary>Whether the lengths lie in groups behind the frames.</summary>
    public static bool HasGroups(long size) => CountOf(size) > FramesInRowMax;

    /// <summary>How many groups there are; 0 when the row says the lengths.</summary>
    public static long GroupCountOf(long size) => HasGroups(size) ? (CountOf(size) + GroupFrames - 1) / GroupFrames : 0;

    /// <summary>Frames of a group.</summary>
    public static int FramesOf(long group, long size) => (int)Math.Min(GroupFrames, CountOf(size) - group * GroupFrames);

    /// <summary>Bytes of a group.</summary>
    public static int BytesOf(long group, long size) => GroupHeadBytes + FramesOf(group, size) * LengthBytes + GroupTailBytes;

    /// <summary>Bytes of all groups. Wraps around beyond 2^62, where no object is.</summary>
    public static long GroupsBytesOf(long size) => unchecked(GroupCountOf(size) * (GroupHeadBytes + GroupTailBytes) + (HasGroups(size) ? CountOf(size) * LengthBytes : 0));

    /// <summary>Bytes of the lengths in the row: none for a single frame, whose length is that of all that is stored.</summary>
    public static int BytesInRowOf(long size) => HasGroups(size) || CountOf(size) == 1 ? 0 : (int)CountOf(size) * LengthBytes;

    /// <summary>Most bytes that are stored for <paramref name="size"/>: all frames as they are. Wraps around beyond 2^62, where no object is.</summary>
    public static long StoredBytesMax(long size) => unchecked(size + GroupsBytesOf(size));

    /// <summary>Where a group begins in what is stored.</summary>
    public static long GroupPositionOf(long group, long size, long storedBytes)
    {
        Invariant.That(group >= 0 && group < GroupCountOf(size));
        return storedBytes - GroupsBytesOf(size) + group * GroupBytes;
    }
}
