using ObjectStore.Core.Errors;

namespace ObjectStore.Core.Buffers;

/// <summary>One buffer of a <see cref="BufferPool"/>, owned by whoever holds the lease and disposed by it exactly once.</summary>
public sealed class BufferLease : IDisposable
{
    private readonly BufferPool _pool;
    private readonly ArraySegment<byte> _buffer;
    private readonly int _length;
    private int _isDisposed;

    internal BufferLease(BufferPool pool, ArraySegment<byte> buffer, int length)
    {
        _pool = pool;
        _buffer = buffer;
        _length = length;
    }

    /// <summary>The bytes that were asked for, page-aligned; their content is undefined at first. Valid until the lease is disposed.</summary>
    public Memory<byte> Memory => _buffer.AsMemory(0, _length);

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        Invariant.That(Interlocked.Exchange(ref _isDisposed, 1) == 0);
        _pool.Return(_buffer);
    }

    /// <summary>
    /// In place of <see cref="Dispose"/>, when somebody who cannot be stopped still reads the buffer: it leaves the pool, which may allocate another for it, and is
    /// ordinary memory from here on. The caller bounds how much that may be.
    /// </summary>
    public void Detach()
    {
        Invariant.That(Interlocked.Exchange(ref _isDisposed, 1) == 0);
        _pool.Forget(_buffer);
    }
}
