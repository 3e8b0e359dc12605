using ObjectStore.Core.Errors;
using ObjectStore.Core.Frames;
using ObjectStore.Encryption.Frames;
using ObjectStore.Gateway.Frames;

namespace ObjectStore.Gateway.Encryption;

/// <summary>Sealed frames of a range.</summary>
/// <param name="cipher">Opens them. The caller's, for as long as these are used.</param>
/// <param name="span">The range.</param>
internal sealed class SealedFrames(FrameCipher cipher, FrameSpan span) : IStoredFrames
{
    public long FirstFrame => span.FirstFrame;

    public long LastFrame => span.LastFrame;

    public long StoredPosition => span.SealedPosition;

    public long StoredLength => span.SealedLength;

    public long WantedLength => span.Length;

    public int StoredLengthOf(long frame) => span.SealedLengthOf(frame);

    public int PlainLengthOf(long frame) => span.SealedLengthOf(frame) - FrameLayout.TagBytes;

    public Range WantedOf(long frame) => span.WantedOf(frame);

    public void Open(long frame, ReadOnlySpan<byte> stored, Span<byte> plain)
    {
        if (!cipher.TryOpen(frame, span.IsLast(frame), stored, plain)) throw Damaged(frame);
    }

    public StorageException Damaged(long frame) =>
        new(StorageErrorCode.CorruptFragment, $"Frame {frame} of an encrypted object is not the one that was sealed in its place.");
}
