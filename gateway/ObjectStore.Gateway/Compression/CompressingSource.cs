using System.Buffers;
using ObjectStore.Compression;
using ObjectStore.Core.Frames;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Compression;

/// <summary>
/// Compresses the bytes of another source, frame by frame, and puts the groups of their lengths behind them; or passes the bytes on as they are, when the first ones hardly shrink.
/// Disposed by whoever made it, when nothing reads from it any more.
/// </summary>
/// <remarks>
/// Two buffers of a batch of frames each take turns. Invariants: a buffer is filled again only when the source has settled what it gave into it; whether all is compressed is decided once,
/// by the first batch; the lengths are those of the frames that were given, in their order.
/// </remarks>
internal sealed class CompressingSource(IByteSource inner) : IByteSource, IAsyncDisposable
{
    /// <summary>Frames that are judged together, and worked on at a time: a guess, enough to look behind the head of a file.</summary>
    private const int BatchFrames = 2;

    /// <summary>The first batch has to shrink by a tenth.</summary>
    private const double StoredPartMax = 0.9;

    private readonly int _batchBytes = (int)Math.Clamp(inner.Length ?? long.MaxValue, 1, BatchFrames * CompressedLayout.FrameBytes);
    private readonly FrameLengthList _lengths = new();
    private byte[] _current = [];
    private byte[] _other = [];
    private byte[] _stored = [];
    private Task _currentIsFree = Task.CompletedTask;
    private Task _otherIsFree = Task.CompletedTask;
    private bool _isDecided;
    private bool _hasEnded;
    private long _groupsGiven;
    private ReadOnlyMemory<byte> _left;

    /// <summary>Most bytes that there can be.</summary>
    public long? Length => inner.Length is { } plain ? CompressedLayout.StoredBytesMax(plain) : null;

    /// <inheritdoc />
    public long? ObjectLength => inner.ObjectLength;

    /// <summary>Whether the bytes are passed on as they are.</summary>
    public bool IsSkipped { get; private set; }

    /// <summary>Bytes that the source gave.</summary>
    public long PlainBytes { get; private set; }

    /// <summary>What a row says of the bytes, after the end; null when they are stored as they are.</summary>
    public StoredCompression? Compression => IsSkipped || PlainBytes == 0
        ? null
        : new StoredCompression
        {
            StoredBytes = _lengths.StoredBytes + CompressedLayout.GroupsBytesOf(PlainBytes),
            FrameLengths = CompressedLayout.BytesInRowOf(PlainBytes) == 0 ? default : _lengths.Written,
        };

    /// <inheritdoc />
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        while (_left.IsEmpty)
        {
            if (IsSkipped) return await PassAsync(destination, cancellationToken);
            if (_hasEnded)
            {
                if (!TryFormatGroup()) return 0;
                break;
            }

            await NextBatchAsync(cancellationToken);
        }

        var count = Math.Min(destination.Length, _left.Length);
        _left[..count].CopyTo(destination);
        _left = _left[count..];
        return count;
    }

    /// <inheritdoc />
    public Task SettleAsync() => IsSkipped ? inner.SettleAsync() : Task.CompletedTask;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await inner.SettleAsync();
        foreach (var buffer in (ReadOnlySpan<byte[]>)[_current, _other, _stored])
        {
            if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        }

        (_current, _other, _stored) = ([], [], []);
        _lengths.Dispose();
    }

    private async ValueTask<int> PassAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (_hasEnded) return 0;
        var count = await inner.ReadAsync(destination, cancellationToken);
        PlainBytes += count;
        _hasEnded = count == 0;
        return count;
    }

    /// <summary>Fills the current buffer to a batch or to the end, compresses it, and has the other one take its place.</summary>
    private async ValueTask NextBatchAsync(CancellationToken cancellationToken)
    {
        await _otherIsFree;
        (_current, _other) = (_other, _current);
        _otherIsFree = _currentIsFree;
        if (_current.Length == 0) _current = ArrayPool<byte>.Shared.Rent(_batchBytes);
        var filled = 0;
        while (filled < _batchBytes && !_hasEnded)
        {
            var count = await inner.ReadAsync(_current.AsMemory(filled, _batchBytes - filled), cancellationToken);
            _hasEnded = count == 0;
            filled += count;
        }

        PlainBytes += filled;
        _currentIsFree = inner.SettleAsync();
        if (filled > 0) Compress(_current.AsMemory(0, filled));
    }

    private void Compress(ReadOnlyMemory<byte> plain)
    {
        if (_stored.Length == 0) _stored = ArrayPool<byte>.Shared.Rent(Math.Max(_batchBytes, CompressedLayout.GroupBytes));
        var storedBytes = 0;
        for (var begin = 0; begin < plain.Length; begin += CompressedLayout.FrameBytes)
        {
            var frame = plain.Span[begin..Math.Min(plain.Length, begin + CompressedLayout.FrameBytes)];
            var count = FrameCodec.Compress(frame, _stored.AsSpan(storedBytes));
            if (count == 0)
            {
                frame.CopyTo(_stored.AsSpan(storedBytes));
                count = frame.Length;
            }

            _lengths.Add(count);
            storedBytes += count;
        }

        _left = _stored.AsMemory(0, storedBytes);
        if (_isDecided) return;
        _isDecided = true;
        IsSkipped = storedBytes > plain.Length * StoredPartMax;
        if (IsSkipped) _left = plain;
    }

    /// <summary>Gives the next group behind the frames; false when there is none.</summary>
    private bool TryFormatGroup()
    {
        if (PlainBytes == 0 || _groupsGiven == CompressedLayout.GroupCountOf(PlainBytes)) return false;
        var bytes = CompressedLayout.BytesOf(_groupsGiven, PlainBytes);
        _lengths.FormatGroup(_groupsGiven++, _stored.AsSpan(0, bytes));
        _left = _stored.AsMemory(0, bytes);
        return true;
    }
}
