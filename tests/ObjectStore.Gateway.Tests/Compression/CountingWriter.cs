using System.IO.Pipelines;

namespace ObjectStore.Gateway.Tests.Compression;

/// <summary>Counts what is written, and how much of it at most before it was flushed.</summary>
internal sealed class CountingWriter : PipeWriter
{
    private byte[] _buffer = new byte[1 << 20];
    private long _unflushed;

    public long TotalBytes { get; private set; }

    public long UnflushedBytesMax { get; private set; }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_buffer.Length < sizeHint) _buffer = new byte[sizeHint];
        return _buffer;
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        TotalBytes += bytes;
        _unflushed += bytes;
        UnflushedBytesMax = Math.Max(UnflushedBytesMax, _unflushed);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        _unflushed = 0;
        return ValueTask.FromResult(default(FlushResult));
    }

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }
}
