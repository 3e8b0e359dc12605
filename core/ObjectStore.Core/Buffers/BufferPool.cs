using System.Runtime.InteropServices;
using ObjectStore.Core.Errors;

namespace ObjectStore.Core.Buffers;

/// <summary>
/// A bounded pool of page-aligned buffers. Its bound is on all bytes it has allocated, leased or idle; when they are all leased, renting
/// waits in order of arrival, which is how a gateway that has no memory left stops reading from its clients.
/// </summary>
/// <remarks>
/// Thread-safe. Invariants: leased + idle = allocated ≤ bound; nobody waits while an idle buffer of any size could be given up for them.
/// A caller that holds a lease must not wait for a second one, or all callers could wait for one another.
/// </remarks>
public sealed class BufferPool
{
    /// <summary>Alignment of every buffer: a page, as direct I/O asks for.</summary>
    public const int Alignment = 4096;

    /// <summary>
    /// Longest wait for a buffer. Buffers come back within moments while devices work; a caller that has waited this long is told to slow down, so
    /// that a device that hangs does not take all callers with it. A guess: longer than any flush, shorter than clients' time-outs.
    /// </summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, Stack<ArraySegment<byte>>> _idle = [];
    private readonly Queue<Waiter> _waiters = new();
    private readonly long _bytesMax;
    private readonly TimeProvider _time;
    private long _allocatedBytes;
    private long _leasedBytes;

    /// <summary>A pool that never allocates more than <paramref name="bytesMax"/> bytes.</summary>
    public BufferPool(long bytesMax, TimeProvider time)
    {
        _bytesMax = bytesMax;
        _time = time;
    }

    /// <summary>Bytes that are leased now.</summary>
    public long LeasedBytes => Volatile.Read(ref _leasedBytes);

    /// <summary>Bytes that the pool holds, leased or idle.</summary>
    public long AllocatedBytes => Volatile.Read(ref _allocatedBytes);

    /// <summary>How many callers wait for a buffer.</summary>
    public int WaiterCount
    {
        get
        {
            lock (_lock) return _waiters.Count;
        }
    }

    /// <summary>Leases a buffer of at least <paramref name="bytes"/> bytes with undefined content. The caller owns the lease.</summary>
    /// <exception cref="StorageException">Overloaded: the request alone is larger than the pool, or no buffer came back for too long.</exception>
    public ValueTask<BufferLease> RentAsync(int bytes, CancellationToken cancellationToken)
    {
        var size = SizeClass(bytes);
        if (size > _bytesMax) throw new StorageException(StorageErrorCode.Overloaded, $"A buffer of {size} bytes is larger than the whole pool.");
        Waiter waiter;
        lock (_lock)
        {
            if (_waiters.Count == 0 && TryTake(size, out var buffer)) return ValueTask.FromResult(new BufferLease(this, buffer, bytes));
            waiter = new Waiter(size, bytes);
            _waiters.Enqueue(waiter);
        }

        return new ValueTask<BufferLease>(WaitAsync(waiter, cancellationToken));
    }

    /// <summary>Takes back a buffer that a lease held.</summary>
    internal void Return(ArraySegment<byte> buffer)
    {
        lock (_lock)
        {
            _leasedBytes -= buffer.Count;
            PutIdle(buffer);
            ServeWaiters();
        }
    }

    /// <summary>Lets go of a buffer that a lease held.</summary>
    internal void Forget(ArraySegment<byte> buffer)
    {
        lock (_lock)
        {
            _leasedBytes -= buffer.Count;
            _allocatedBytes -= buffer.Count;
            ServeWaiters();
        }
    }

    /// <summary>The pool's sizes are 1 and 1.5 times the powers of two, so that a stripe of 4+2 (6 MiB) wastes nothing.</summary>
    private static int SizeClass(int bytes)
    {
        var power = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(bytes, Alignment));
        var between = power / 4 * 3;
        return bytes <= between && between % Alignment == 0 ? between : power;
    }

    private static ArraySegment<byte> Allocate(int size)
    {
        var array = GC.AllocateUninitializedArray<byte>(size + Alignment - 1, pinned: true);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0);
        return new ArraySegment<byte>(array, (int)(-address & (Alignment - 1)), size);
    }

    private async Task<BufferLease> WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(WaitMax, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var registration = either.Token.UnsafeRegister(static (state, token) => ((Waiter)state!).Completion.TrySetCanceled(token), waiter);
        try
        {
            return new BufferLease(this, await waiter.Completion.Task, waiter.Bytes);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StorageException(StorageErrorCode.Overloaded, "No buffer came back for too long.");
        }
        finally
        {
            // A cancelled waiter may have been the one that all others stood behind.
            if (either.IsCancellationRequested)
            {
                lock (_lock) ServeWaiters();
            }
        }
    }

    private void ServeWaiters()
    {
        while (_waiters.TryPeek(out var waiter))
        {
            if (!waiter.Completion.Task.IsCompleted)
            {
                if (!TryTake(waiter.Size, out var buffer)) return;
                if (!waiter.Completion.TrySetResult(buffer)) GiveBack(buffer);
            }

            _waiters.Dequeue();
        }
    }

    private void GiveBack(ArraySegment<byte> buffer)
    {
        _leasedBytes -= buffer.Count;
        PutIdle(buffer);
    }

    private bool TryTake(int size, out ArraySegment<byte> buffer)
    {
        if (!_idle.TryGetValue(size, out var stack) || !stack.TryPop(out buffer))
        {
            if (!MakeRoom(size))
            {
                buffer = default;
                return false;
            }

            buffer = Allocate(size);
            _allocatedBytes += size;
        }

        _leasedBytes += size;
        Invariant.That(_leasedBytes <= _allocatedBytes && _allocatedBytes <= _bytesMax);
        return true;
    }

    /// <summary>Lets go of idle buffers of other sizes, largest first, until one of <paramref name="size"/> fits under the bound.</summary>
    private bool MakeRoom(int size)
    {
        if (_leasedBytes + size > _bytesMax) return false;
        foreach (var (idleSize, stack) in _idle.Reverse())
        {
            while (_allocatedBytes + size > _bytesMax && stack.TryPop(out _)) _allocatedBytes -= idleSize;
        }

        return true;
    }

    private void PutIdle(ArraySegment<byte> buffer)
    {
        if (!_idle.TryGetValue(buffer.Count, out var stack)) _idle[buffer.Count] = stack = new Stack<ArraySegment<byte>>();
        stack.Push(buffer);
    }

    private sealed class Waiter(int size, int bytes)
    {
        public int Size { get; } = size;

        public int Bytes { get; } = bytes;

        public TaskCompletionSource<ArraySegment<byte>> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
