using ObjectStore.Compression;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Frames;
using ObjectStore.Gateway.Frames;

namespace ObjectStore.Gateway.Compression;

/// <summary>Compressed frames of a range, as far as their lengths are known: those of a row or of one group.</summary>
/// <param name="lengths">Where the frames lie.</param>
/// <param name="size">Bytes of the whole object or part.</param>
/// <param name="position">First byte that is wanted, in a frame that <paramref name="lengths"/> knows.</param>
/// <param name="length">How many, at least 1, none beyond these frames.</param>
internal sealed class CompressedFrames(FrameLengths lengths, long size, long position, long length) : IStoredFrames
{
    public long FirstFrame => position / CompressedLayout.FrameBytes;

    public long LastFrame => (position + length - 1) / CompressedLayout.FrameBytes;

    public long StoredPosition => lengths.PositionOf(FirstFrame);

    public long StoredLength => lengths.PositionOf(LastFrame) + lengths.LengthOf(LastFrame) - StoredPosition;

    public long WantedLength => length;

    public int StoredLengthOf(long frame) => lengths.LengthOf(frame);

    public int PlainLengthOf(long frame) => CompressedLayout.PlainLengthOf(frame, size);

    public Range WantedOf(long frame)
    {
        var begin = frame * CompressedLayout.FrameBytes;
        var from = (int)Math.Max(0, position - begin);
        var to = (int)Math.Min(PlainLengthOf(frame), position + length - begin);
        return from..to;
    }

    /// <summary>A frame that is as long as what it holds was stored as it is.</summary>
    public void Open(long frame, ReadOnlySpan<byte> stored, Span<byte> plain)
    {
        if (stored.Length == plain.Length) stored.CopyTo(plain);
        else if (!FrameCodec.TryExpand(stored, plain)) throw Damaged(frame);
    }

    public StorageException Damaged(long frame) =>
        new(StorageErrorCode.CorruptFragment, $"Frame {frame} of a compressed object does not expand to the bytes that it holds.");
}
