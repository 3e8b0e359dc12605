using System.Buffers;
using System.Collections.Concurrent;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Scheduling;

namespace ObjectStore.Extents.Reading;

/// <summary>A read that has to wait for the disk. The disk reads into a buffer of the thread that waits for it, so that a caller may leave at any time and have its own back.</summary>
internal sealed class ReadRequest : PooledRequest, IBlockingWork
{
    /// <summary>More are left to the garbage collector. As many as may usefully be under way at once; a guess.</summary>
    private const int IdleMax = 256;

    private static readonly ConcurrentQueue<ReadRequest> Idle = new();

    private FragmentReads? _reads;
    private FragmentId _id;
    private int _offset;
    private Memory<byte> _destination;

    protected override bool MayLeaveWhileTaken => true;

    public static ReadRequest Rent(FragmentReads reads, FragmentId id, int offset, Memory<byte> destination)
    {
        if (!Idle.TryDequeue(out var request)) request = new ReadRequest();
        (request._reads, request._id, request._offset, request._destination) = (reads, id, offset, destination);
        request.Begin();
        return request;
    }

    public void Execute()
    {
        if (!TryTake()) return;
        var buffer = ArrayPool<byte>.Shared.Rent(_destination.Length);
        var read = buffer.AsSpan(0, _destination.Length);
        var error = _reads!.TryReadBlocking(_id, _offset, read);
        if (TryFinish())
        {
            if (error is null) read.CopyTo(_destination.Span);
            Complete(error);
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    protected override void Recycle()
    {
        (_reads, _destination) = (null, default);
        if (Idle.Count < IdleMax) Idle.Enqueue(this);
    }
}
