using System.Buffers;
using System.IO.Pipelines;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Frames;
using ObjectStore.Encryption.Frames;

namespace ObjectStore.Gateway.Encryption;

/// <summary>Takes the sealed frames of a range as they are read and passes their bytes on, each frame once it has been verified.</summary>
/// <remarks>Used for one range, by one caller at a time; disposed when nothing writes into its memory any more. Does not complete the destination.</remarks>
internal sealed class OpeningWriter(PipeWriter destination, FrameCipher cipher, FrameSpan span) : PipeWriter, IDisposable
{
    private byte[] _sealed = [];
    private int _begin;
    private int _end;
    private byte[] _opened = [];
    private long _frame = span.FirstFrame;
    private long _unflushed;

    /// <summary>Whether the reader is gone, so that there is nobody to read for.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Whether all frames of the range have been passed on.</summary>
    public bool IsWhole => _frame > span.LastFrame;

    /// <inheritdoc />
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        var wanted = Math.Max(sizeHint, 1);
        if (_sealed.Length - _end < wanted) MakeRoom(wanted);
        return _sealed.AsMemory(_end);
    }

    /// <inheritdoc />
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc />
    /// <exception cref="StorageException">CorruptFragment: a frame is not the one that was sealed in its place; nothing of it was passed on.</exception>
    public override void Advance(int bytes)
    {
        _end += bytes;
        while (!IsWhole && _end - _begin >= span.SealedLengthOf(_frame)) OpenNext();
    }

    /// <inheritdoc />
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        // While nothing has been verified, not even the head of the answer goes out: it can still become an error.
        if (_unflushed == 0) return default;
        _unflushed = 0;
        var result = await destination.FlushAsync(cancellationToken);
        IsAbandoned = result.IsCompleted || result.IsCanceled;
        return result;
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
        if (_sealed.Length > 0) ArrayPool<byte>.Shared.Return(_sealed);
        if (_opened.Length > 0) ArrayPool<byte>.Shared.Return(_opened);
        (_sealed, _opened) = ([], []);
    }

    private void OpenNext()
    {
        var frame = _sealed.AsSpan(_begin, span.SealedLengthOf(_frame));
        var plainBytes = frame.Length - FrameLayout.TagBytes;
        var (offset, length) = span.WantedOf(_frame).GetOffsetAndLength(plainBytes);
        if (length == plainBytes)
        {
            Open(frame, destination.GetSpan(plainBytes)[..plainBytes]);
            destination.Advance(plainBytes);
        }
        else
        {
            if (_opened.Length == 0) _opened = ArrayPool<byte>.Shared.Rent(FrameLayout.PlainBytes);
            Open(frame, _opened.AsSpan(0, plainBytes));
            destination.Write(_opened.AsSpan(offset, length));
        }

        _begin += frame.Length;
        _unflushed += length;
        _frame++;
    }

    private void Open(ReadOnlySpan<byte> frame, Span<byte> plain)
    {
        if (!cipher.TryOpen(_frame, span.IsLast(_frame), frame, plain)) throw OpeningSource.Damaged(_frame);
    }

    /// <summary>Moves what is left of a frame to the front, of a larger buffer if need be: at most a frame and a piece of the data path.</summary>
    private void MakeRoom(int wanted)
    {
        var left = _sealed.AsSpan(_begin, _end - _begin);
        if (_sealed.Length >= left.Length + wanted)
        {
            left.CopyTo(_sealed);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(left.Length + wanted);
            left.CopyTo(larger);
            if (_sealed.Length > 0) ArrayPool<byte>.Shared.Return(_sealed);
            _sealed = larger;
        }

        (_begin, _end) = (0, _end - _begin);
    }
}
