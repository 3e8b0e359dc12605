using ObjectStore.Core.Checksums;

namespace ObjectStore.S3.Body;

/// <summary>MD5 of one body beside those of others.</summary>
internal sealed class ScheduledMd5(Md5Scheduler scheduler) : IBodyHasher
{
    private readonly Md5Stream _stream = scheduler.Open();

    public ValueTask AppendAsync(ReadOnlyMemory<byte> bytes) => _stream.AppendAsync(bytes);

    public ValueTask FinishAsync(Memory<byte> digest)
    {
        _stream.Finish(digest.Span);
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _stream.Dispose();
}
