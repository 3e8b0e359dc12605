using System.Buffers;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Frames;
using ObjectStore.Encryption.Frames;
using ObjectStore.Gateway.DataPath;

namespace ObjectStore.Gateway.Encryption;

/// <summary>Seals the bytes of another source, frame by frame. Disposed by whoever made it, when nothing reads from it any more.</summary>
/// <remarks>
/// Two buffers of a frame each: whether a frame is the last is known only when the source has been asked for a byte behind it. Invariants: a buffer is filled
/// again only when the source has settled what it gave into it; a frame is sealed once.
/// </remarks>
internal sealed class SealingSource(IByteSource inner, FrameCipher cipher) : IByteSource, IAsyncDisposable
{
    private readonly int _frameBytes = (int)Math.Clamp(inner.Length ?? FrameLayout.PlainBytes, 1, FrameLayout.PlainBytes);
    private byte[] _current = [];
    private byte[] _next = [];
    private byte[] _sealed = [];
    private int _currentBytes;
    private int _nextBytes;
    private Task _nextIsFree = Task.CompletedTask;
    private bool _hasEnded;
    private long _frameIndex;
    private ReadOnlyMemory<byte> _left;

    /// <inheritdoc />
    public long? Length => inner.Length is { } plain ? FrameLayout.SealedLengthOf(plain) : null;

    /// <inheritdoc />
    public long? ObjectLength => inner.ObjectLength;

    /// <inheritdoc />
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (_left.IsEmpty)
        {
            await FillAsync(cancellationToken);
            if (_currentBytes == 0) return 0;
            var sealedBytes = _currentBytes + FrameLayout.TagBytes;
            if (destination.Length >= sealedBytes)
            {
                SealCurrent(destination.Span[..sealedBytes]);
                return sealedBytes;
            }

            if (_sealed.Length < sealedBytes) _sealed = ArrayPool<byte>.Shared.Rent(sealedBytes);
            SealCurrent(_sealed.AsSpan(0, sealedBytes));
            _left = _sealed.AsMemory(0, sealedBytes);
        }

        var count = Math.Min(destination.Length, _left.Length);
        _left[..count].CopyTo(destination);
        _left = _left[count..];
        return count;
    }

    /// <summary>What this gave it does not read again.</summary>
    public Task SettleAsync() => Task.CompletedTask;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await inner.SettleAsync();
        foreach (var buffer in (ReadOnlySpan<byte[]>)[_current, _next, _sealed])
        {
            if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        }

        (_current, _next, _sealed) = ([], [], []);
    }

    /// <summary>Fills the current frame, and finds out whether another follows it.</summary>
    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_current.Length == 0) _current = ArrayPool<byte>.Shared.Rent(_frameBytes);
        while (!_hasEnded && _currentBytes < _frameBytes) _currentBytes += await ReadInnerAsync(_current.AsMemory(_currentBytes, _frameBytes - _currentBytes), cancellationToken);
        if (_hasEnded || _nextBytes > 0) return;
        await _nextIsFree;
        if (_next.Length == 0) _next = ArrayPool<byte>.Shared.Rent(_frameBytes);
        _nextBytes = await ReadInnerAsync(_next.AsMemory(0, _frameBytes), cancellationToken);
    }

    private async ValueTask<int> ReadInnerAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        var count = await inner.ReadAsync(destination, cancellationToken);
        _hasEnded = count == 0;
        return count;
    }

    private void SealCurrent(Span<byte> destination)
    {
        var isLast = _nextBytes == 0;
        Invariant.That(!isLast || _hasEnded);
        cipher.Seal(_frameIndex++, isLast, _current.AsSpan(0, _currentBytes), destination);
        (_current, _next) = (_next, _current);
        (_currentBytes, _nextBytes) = (_nextBytes, 0);
        _nextIsFree = inner.SettleAsync();
    }
}
