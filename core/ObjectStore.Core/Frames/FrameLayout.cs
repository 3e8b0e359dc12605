namespace ObjectStore.Core.Frames;

/// <summary>
/// Arithmetic of sealed bytes: an object or part that is encrypted is cut into frames of <see cref="PlainBytes"/> (the last one shorter), and each is stored with
/// a tag behind it. docs/encryption.md §2.
/// </summary>
public static class FrameLayout
{
    /// <summary>Bytes of a frame before it is sealed; only the last frame has fewer, and none has 0.</summary>
    public const int PlainBytes = 64 << 10;

    /// <summary>Bytes of the tag behind each frame.</summary>
    public const int TagBytes = 16;

    /// <summary>Bytes of the salt of a write, from which the key of its frames is derived.</summary>
    public const int SaltBytes = 32;

    /// <summary>Bytes of a whole frame as it is stored.</summary>
    public const int SealedBytes = PlainBytes + TagBytes;

    /// <summary>How many frames hold so many bytes; 0 for none.</summary>
    public static long CountOf(long plainBytes) => plainBytes / PlainBytes + (plainBytes % PlainBytes == 0 ? 0 : 1);

    /// <summary>How many bytes are stored for <paramref name="plainBytes"/>. Wraps around beyond 2^62, where no object is.</summary>
    public static long SealedLengthOf(long plainBytes) => unchecked(plainBytes + CountOf(plainBytes) * TagBytes);

    /// <summary>The frame that holds a byte.</summary>
    public static long FrameAt(long position) => position / PlainBytes;

    /// <summary>Where a frame begins in what is stored.</summary>
    public static long SealedPositionOf(long frameIndex) => frameIndex * SealedBytes;

    /// <summary>Bytes of a frame before it is sealed, in an object of <paramref name="plainBytes"/>.</summary>
    public static int PlainLengthOf(long frameIndex, long plainBytes) => (int)Math.Min(PlainBytes, plainBytes - frameIndex * PlainBytes);
}
