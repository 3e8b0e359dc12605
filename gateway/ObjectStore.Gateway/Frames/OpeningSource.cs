using ObjectStore.Core.Frames;
using ObjectStore.Gateway.DataPath;

namespace ObjectStore.Gateway.Frames;

/// <summary>The bytes of stored frames as the source of another write.</summary>
/// <param name="inner">The stored frames.</param>
/// <param name="frames">What they are. The caller's, for as long as this is read.</param>
internal sealed class OpeningSource(IByteSource inner, IStoredFrames frames) : IByteSource, IDisposable
{
    private readonly byte[] _stored = new byte[(int)Math.Min(frames.StoredLength, FrameLayout.SealedBytes)];
    private readonly byte[] _opened = new byte[FrameLayout.PlainBytes];
    private ReadOnlyMemory<byte> _left;
    private long _frame = frames.FirstFrame;

    /// <inheritdoc />
    public long? Length => frames.WantedLength;

    /// <inheritdoc />
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (_left.IsEmpty)
        {
            if (_frame > frames.LastFrame) return 0;
            await OpenNextAsync(cancellationToken);
        }

        var count = Math.Min(destination.Length, _left.Length);
        _left[..count].CopyTo(destination);
        _left = _left[count..];
        return count;
    }

    /// <summary>What this gave it does not read again.</summary>
    public Task SettleAsync() => Task.CompletedTask;

    /// <inheritdoc />
    public void Dispose() => (inner as IDisposable)?.Dispose();

    private async ValueTask OpenNextAsync(CancellationToken cancellationToken)
    {
        await inner.SettleAsync();
        var frame = _stored.AsMemory(0, frames.StoredLengthOf(_frame));
        for (var filled = 0; filled < frame.Length;)
        {
            var count = await inner.ReadAsync(frame[filled..], cancellationToken);
            if (count == 0) throw frames.Damaged(_frame);
            filled += count;
        }

        var plain = _opened.AsMemory(0, frames.PlainLengthOf(_frame));
        frames.Open(_frame, frame.Span, plain.Span);
        _left = plain[frames.WantedOf(_frame)];
        _frame++;
    }
}
