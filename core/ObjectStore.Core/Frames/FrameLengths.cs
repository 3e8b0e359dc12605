using System.Buffers.Binary;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Errors;

namespace ObjectStore.Core.Frames;

/// <summary>Where consecutive compressed frames of an object or part lie: those of a row, or of a group. Immutable.</summary>
/// <remarks>Invariants, checked when it is read: no frame is longer than its plain bytes; frames follow one another without a gap and end before the groups.</remarks>
public sealed class FrameLengths
{
    private readonly long _firstFrame;
    private readonly long[] _positions;

    private FrameLengths(long firstFrame, long[] positions)
    {
        _firstFrame = firstFrame;
        _positions = positions;
    }

    /// <summary>First frame that is known here.</summary>
    public long FirstFrame => _firstFrame;

    /// <summary>Last frame that is known here.</summary>
    public long LastFrame => _firstFrame + _positions.Length - 2;

    /// <summary>Where a frame begins in what is stored.</summary>
    public long PositionOf(long frame) => _positions[frame - _firstFrame];

    /// <summary>Bytes of a frame as it is stored.</summary>
    public int LengthOf(long frame) => (int)(_positions[frame - _firstFrame + 1] - _positions[frame - _firstFrame]);

    /// <summary>Reads the lengths of a row, <see cref="CompressedLayout.BytesInRowOf"/> of an object or part without groups; false when they cannot be.</summary>
    /// <param name="lengths">What the row says.</param>
    /// <param name="size">Bytes before compression.</param>
    /// <param name="storedBytes">Bytes that are stored.</param>
    /// <param name="read">The lengths.</param>
    public static bool TryReadRow(ReadOnlySpan<byte> lengths, long size, long storedBytes, out FrameLengths read)
    {
        read = null!;
        if (size <= 0 || CompressedLayout.HasGroups(size) || lengths.Length != CompressedLayout.BytesInRowOf(size)) return false;
        if (lengths.IsEmpty)
        {
            if (storedBytes < 1 || storedBytes > size) return false;
            read = new FrameLengths(0, [0, storedBytes]);
            return true;
        }

        return TryRead(lengths, firstFrame: 0, position: 0, size, out read) && read._positions[^1] == storedBytes;
    }

    /// <summary>Reads a group; false when it is damaged or not the one of this place.</summary>
    /// <param name="bytes">The group as it is stored, <see cref="CompressedLayout.BytesOf"/>.</param>
    /// <param name="group">Which, from 0.</param>
    /// <param name="size">Bytes before compression.</param>
    /// <param name="storedBytes">Bytes that are stored, groups included.</param>
    /// <param name="read">The lengths.</param>
    public static bool TryReadGroup(ReadOnlySpan<byte> bytes, long group, long size, long storedBytes, out FrameLengths read)
    {
        read = null!;
        if (group < 0 || group >= CompressedLayout.GroupCountOf(size) || bytes.Length != CompressedLayout.BytesOf(group, size)) return false;
        var content = bytes[..^CompressedLayout.GroupTailBytes];
        if (Crc32C.Compute(content) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[content.Length..])) return false;
        var firstFrame = group * CompressedLayout.GroupFrames;
        var position = BinaryPrimitives.ReadUInt64LittleEndian(content);
        if (position > (ulong)firstFrame * CompressedLayout.FrameBytes || position == 0 != (group == 0)) return false;
        if (!TryRead(content[CompressedLayout.GroupHeadBytes..], firstFrame, (long)position, size, out read)) return false;
        var end = read._positions[^1];
        var framesEnd = storedBytes - CompressedLayout.GroupsBytesOf(size);
        return group == CompressedLayout.GroupCountOf(size) - 1 ? end == framesEnd : end < framesEnd;
    }

    /// <summary>Writes a group.</summary>
    /// <param name="position">Where its first frame begins.</param>
    /// <param name="lengths">Stored length − 1 of each of its frames, 2 bytes each.</param>
    /// <param name="destination">As long as the group.</param>
    public static void FormatGroup(long position, ReadOnlySpan<byte> lengths, Span<byte> destination)
    {
        Invariant.That(destination.Length == CompressedLayout.GroupHeadBytes + lengths.Length + CompressedLayout.GroupTailBytes);
        BinaryPrimitives.WriteInt64LittleEndian(destination, position);
        lengths.CopyTo(destination[CompressedLayout.GroupHeadBytes..]);
        var content = destination[..^CompressedLayout.GroupTailBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(destination[content.Length..], Crc32C.Compute(content));
    }

    private static bool TryRead(ReadOnlySpan<byte> lengths, long firstFrame, long position, long size, out FrameLengths read)
    {
        read = null!;
        var positions = new long[lengths.Length / CompressedLayout.LengthBytes + 1];
        positions[0] = position;
        for (var i = 1; i < positions.Length; i++)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(lengths[((i - 1) * CompressedLayout.LengthBytes)..]) + 1;
            if (length > CompressedLayout.PlainLengthOf(firstFrame + i - 1, size)) return false;
            positions[i] = positions[i - 1] + length;
        }

        read = new FrameLengths(firstFrame, positions);
        return true;
    }
}
