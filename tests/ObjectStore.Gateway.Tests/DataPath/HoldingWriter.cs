using System.IO.Pipelines;

namespace ObjectStore.Gateway.Tests.DataPath;

/// <summary>A writer that shows only what was flushed, as a connection does.</summary>
internal sealed class HoldingWriter : PipeWriter
{
    private readonly byte[] _buffer = new byte[32 << 20];
    private int _written;

    public int FlushCount { get; private set; }

    public int FlushedBytes { get; private set; }

    public override void Advance(int bytes) => _written += bytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer.AsMemory(_written);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        FlushCount++;
        FlushedBytes = _written;
        return ValueTask.FromResult(default(FlushResult));
    }

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }
}
