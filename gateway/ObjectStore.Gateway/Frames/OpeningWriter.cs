using System.Buffers;
using System.IO.Pipelines;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Frames;

namespace ObjectStore.Gateway.Frames;

/// <summary>Takes the stored frames of a range as they are read and passes their bytes on, each frame once it has been opened.</summary>
/// <remarks>
/// Used for one range, by one caller at a time, who calls <see cref="FinishAsync"/> when all has been read, and disposes it when nothing writes into its memory any more. Does not
/// complete the destination. Invariant: at most <see cref="UnflushedBytesMax"/> and a frame are in the destination unflushed, however much the frames expand; what does not fit waits here as it is stored.
/// </remarks>
internal sealed class OpeningWriter(PipeWriter destination, IStoredFrames frames) : PipeWriter, IDisposable
{
    private const int UnflushedBytesMax = 1 << 20;

    private byte[] _stored = [];
    private int _begin;
    private int _end;
    private byte[] _opened = [];
    private long _frame = frames.FirstFrame;
    private long _unflushed;

    /// <summary>Whether the reader is gone, so that there is nobody to read for.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Whether all frames of the range have been passed on.</summary>
    public bool IsWhole => _frame > frames.LastFrame;

    private bool HasFrame => !IsWhole && _end - _begin >= frames.StoredLengthOf(_frame);

    /// <inheritdoc />
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        var wanted = Math.Max(sizeHint, 1);
        if (_stored.Length - _end < wanted) MakeRoom(wanted);
        return _stored.AsMemory(_end);
    }

    /// <inheritdoc />
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc />
    /// <exception cref="StorageException">CorruptFragment: a frame is not the one of its place; nothing of it was passed on.</exception>
    public override void Advance(int bytes)
    {
        _end += bytes;
        OpenSome();
    }

    /// <inheritdoc />
    /// <exception cref="StorageException">As <see cref="Advance"/>.</exception>
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        // While nothing has been verified, not even the head of the answer goes out: it can still become an error.
        if (_unflushed == 0) return default;
        while (true)
        {
            _unflushed = 0;
            var result = await destination.FlushAsync(cancellationToken);
            IsAbandoned = result.IsCompleted || result.IsCanceled;
            if (IsAbandoned || !HasFrame) return result;
            OpenSome();
        }
    }

    /// <summary>Passes on what waits. The last bytes may be left unflushed, as other writers leave them.</summary>
    /// <exception cref="StorageException">As <see cref="Advance"/>.</exception>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        if (HasFrame && !IsAbandoned) await FlushAsync(cancellationToken);
        Invariant.That(IsAbandoned || IsWhole);
    }

    /// <inheritdoc />
    public override void CancelPendingFlush() => destination.CancelPendingFlush();

    /// <inheritdoc />
    public override void Complete(Exception? exception = null)
    {
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_stored.Length > 0) ArrayPool<byte>.Shared.Return(_stored);
        if (_opened.Length > 0) ArrayPool<byte>.Shared.Return(_opened);
        (_stored, _opened) = ([], []);
    }

    private void OpenSome()
    {
        while (_unflushed < UnflushedBytesMax && HasFrame) OpenNext();
    }

    private void OpenNext()
    {
        var frame = _stored.AsSpan(_begin, frames.StoredLengthOf(_frame));
        var plainBytes = frames.PlainLengthOf(_frame);
        var (offset, length) = frames.WantedOf(_frame).GetOffsetAndLength(plainBytes);
        if (length == plainBytes)
        {
            frames.Open(_frame, frame, destination.GetSpan(plainBytes)[..plainBytes]);
            destination.Advance(plainBytes);
        }
        else
        {
            if (_opened.Length == 0) _opened = ArrayPool<byte>.Shared.Rent(FrameLayout.PlainBytes);
            frames.Open(_frame, frame, _opened.AsSpan(0, plainBytes));
            destination.Write(_opened.AsSpan(offset, length));
        }

        _begin += frame.Length;
        _unflushed += length;
        _frame++;
    }

    /// <summary>Moves what is left to the front, of a larger buffer if need be: a frame, what waits until more is flushed, and a piece of the data path.</summary>
    private void MakeRoom(int wanted)
    {
        var left = _stored.AsSpan(_begin, _end - _begin);
        if (_stored.Length >= left.Length + wanted)
        {
            left.CopyTo(_stored);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(left.Length + wanted);
            left.CopyTo(larger);
            if (_stored.Length > 0) ArrayPool<byte>.Shared.Return(_stored);
            _stored = larger;
        }

        (_begin, _end) = (0, _end - _begin);
    }
}
