using ObjectStore.Core.Frames;

namespace ObjectStore.Encryption.Frames;

/// <summary>A range of an object or part, and the frames that hold it.</summary>
/// <param name="Size">Bytes of the whole object or part before it was sealed.</param>
/// <param name="Position">First byte that is wanted.</param>
/// <param name="Length">How many, at least 1, all inside the object or part.</param>
public readonly record struct FrameSpan(long Size, long Position, long Length)
{
    /// <summary>First frame that is needed.</summary>
    public long FirstFrame => FrameLayout.FrameAt(Position);

    /// <summary>Last frame that is needed.</summary>
    public long LastFrame => FrameLayout.FrameAt(Position + Length - 1);

    /// <summary>Where the first frame begins in what is stored.</summary>
    public long SealedPosition => FrameLayout.SealedPositionOf(FirstFrame);

    /// <summary>Bytes of all frames that are needed, as they are stored.</summary>
    public long SealedLength => FrameLayout.SealedPositionOf(LastFrame) + SealedLengthOf(LastFrame) - SealedPosition;

    /// <summary>Whether a frame is the last of the object or part.</summary>
    public bool IsLast(long frame) => frame == FrameLayout.CountOf(Size) - 1;

    /// <summary>Bytes of a frame as it is stored.</summary>
    public int SealedLengthOf(long frame) => FrameLayout.PlainLengthOf(frame, Size) + FrameLayout.TagBytes;

    /// <summary>Which bytes of an opened frame are wanted.</summary>
    public Range WantedOf(long frame)
    {
        var begin = frame * FrameLayout.PlainBytes;
        var from = (int)Math.Max(0, Position - begin);
        var to = (int)Math.Min(FrameLayout.PlainLengthOf(frame, Size), Position + Length - begin);
        return from..to;
    }
}
