using ObjectStore.Core.Errors;
using ObjectStore.Core.Frames;
using ObjectStore.Encryption.Frames;
using ObjectStore.Gateway.DataPath;

namespace ObjectStore.Gateway.Encryption;

/// <summary>The bytes of sealed frames as the source of another write.</summary>
/// <param name="inner">The sealed frames of the range.</param>
/// <param name="cipher">Opens them. The caller's, for as long as this is read.</param>
/// <param name="span">The range.</param>
internal sealed class OpeningSource(IByteSource inner, FrameCipher cipher, FrameSpan span) : IByteSource
{
    private readonly byte[] _sealed = new byte[(int)Math.Min(span.SealedLength, FrameLayout.SealedBytes)];
    private readonly byte[] _opened = new byte[(int)Math.Min(span.SealedLength, FrameLayout.PlainBytes)];
    private ReadOnlyMemory<byte> _left;
    private long _frame = span.FirstFrame;

    /// <inheritdoc />
    public long? Length => span.Length;

    /// <summary>The failure of a frame that does not open.</summary>
    public static StorageException Damaged(long frame) =>
        new(StorageErrorCode.CorruptFragment, $"Frame {frame} of an encrypted object is not the one that was sealed in its place.");

    /// <inheritdoc />
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (_left.IsEmpty)
        {
            if (_frame > span.LastFrame) return 0;
            await OpenNextAsync(cancellationToken);
        }

        var count = Math.Min(destination.Length, _left.Length);
        _left[..count].CopyTo(destination);
        _left = _left[count..];
        return count;
    }

    /// <summary>What this gave it does not read again.</summary>
    public Task SettleAsync() => Task.CompletedTask;

    private async ValueTask OpenNextAsync(CancellationToken cancellationToken)
    {
        await inner.SettleAsync();
        var frame = _sealed.AsMemory(0, span.SealedLengthOf(_frame));
        for (var filled = 0; filled < frame.Length;)
        {
            var count = await inner.ReadAsync(frame[filled..], cancellationToken);
            if (count == 0) throw Damaged(_frame);
            filled += count;
        }

        var plain = _opened.AsMemory(0, frame.Length - FrameLayout.TagBytes);
        if (!cipher.TryOpen(_frame, span.IsLast(_frame), frame.Span, plain.Span)) throw Damaged(_frame);
        _left = plain[span.WantedOf(_frame)];
        _frame++;
    }
}
