using System.Runtime.InteropServices;
using ObjectStore.Core.Buffers;
using ObjectStore.Core.Errors;

namespace ObjectStore.Core.Tests.Buffers;

public class BufferPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4097)]
    [InlineData(6 << 20)]
    public async Task RentAsync_AnySize_GivesAlignedBufferOfThatLength(int bytes)
    {
        var pool = new BufferPool(16 << 20, TimeProvider.System);

        using var lease = await pool.RentAsync(bytes, TestContext.Current.CancellationToken);

        Assert.Equal(bytes, lease.Memory.Length);
        using var pin = lease.Memory.Pin();
        Assert.Equal(0, AddressOf(lease.Memory) % BufferPool.Alignment);
    }

    [Fact]
    public async Task RentAsync_StripeOfSixMebibytes_WastesNothing()
    {
        var pool = new BufferPool(6 << 20, TimeProvider.System);

        using var lease = await pool.RentAsync(6 << 20, TestContext.Current.CancellationToken);

        Assert.Equal(6 << 20, pool.AllocatedBytes);
    }

    [Fact]
    public async Task RentAsync_LargerThanPool_IsOverloaded()
    {
        var pool = new BufferPool(1 << 20, TimeProvider.System);

        var exception = await Assert.ThrowsAsync<StorageException>(async () => await pool.RentAsync(2 << 20, TestContext.Current.CancellationToken));

        Assert.Equal(StorageErrorCode.Overloaded, exception.Code);
    }

    [Fact]
    public async Task RentAsync_PoolInUse_WaitsInOrderOfArrival()
    {
        var pool = new BufferPool(8192, TimeProvider.System);
        var held = await pool.RentAsync(8192, TestContext.Current.CancellationToken);

        var large = pool.RentAsync(8192, TestContext.Current.CancellationToken).AsTask();
        var small = pool.RentAsync(4096, TestContext.Current.CancellationToken).AsTask();

        Assert.Equal(2, pool.WaiterCount);
        held.Dispose();
        var first = await large;
        Assert.False(small.IsCompleted);
        first.Dispose();
        (await small).Dispose();
        Assert.Equal(0, pool.LeasedBytes);
    }

    [Fact]
    public async Task RentAsync_CancelledWhileWaiting_LetsTheNextGoOn()
    {
        var pool = new BufferPool(8192, TimeProvider.System);
        var held = await pool.RentAsync(4096, TestContext.Current.CancellationToken);
        using var cancellation = new CancellationTokenSource();
        var large = pool.RentAsync(8192, cancellation.Token).AsTask();
        var small = pool.RentAsync(4096, TestContext.Current.CancellationToken).AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        (await small).Dispose();
        held.Dispose();
        Assert.Equal(0, pool.LeasedBytes);
    }

    [Fact]
    public async Task RentAsync_NoBufferComesBack_IsOverloadedAfterAWhile()
    {
        var time = new SteppedTime();
        var pool = new BufferPool(8192, time);
        var held = await pool.RentAsync(4096, TestContext.Current.CancellationToken);
        var large = pool.RentAsync(8192, TestContext.Current.CancellationToken).AsTask();
        var small = pool.RentAsync(4096, TestContext.Current.CancellationToken).AsTask();

        time.FireFirst();

        var exception = await Assert.ThrowsAsync<StorageException>(() => large);
        Assert.Equal(StorageErrorCode.Overloaded, exception.Code);
        (await small).Dispose();
        held.Dispose();
        Assert.Equal(0, pool.LeasedBytes);
    }

    [Fact]
    public async Task Detach_PoolInUse_MakesRoomAndKeepsTheBytes()
    {
        var pool = new BufferPool(1 << 20, TimeProvider.System);
        var lease = await pool.RentAsync(1 << 20, TestContext.Current.CancellationToken);
        var memory = lease.Memory;
        memory.Span.Fill(7);
        var waiting = pool.RentAsync(1 << 20, TestContext.Current.CancellationToken);

        lease.Detach();

        using (var next = await waiting) next.Memory.Span.Clear();
        Assert.False(memory.Span.ContainsAnyExcept((byte)7));
        Assert.Equal((0, 1 << 20), (pool.LeasedBytes, pool.AllocatedBytes));
    }

    [Fact]
    public async Task RentAsync_IdleBuffersOfOtherSizes_AreGivenUp()
    {
        var pool = new BufferPool(64 << 10, TimeProvider.System);
        var small = new List<BufferLease>();
        for (var i = 0; i < 16; i++) small.Add(await pool.RentAsync(4096, TestContext.Current.CancellationToken));
        small.ForEach(lease => lease.Dispose());

        using var large = await pool.RentAsync(64 << 10, TestContext.Current.CancellationToken);

        Assert.Equal(64 << 10, pool.AllocatedBytes);
    }

    [Fact]
    public async Task RentAsync_ManyCallersAtOnce_NeverExceedsTheBoundAndServesAll()
    {
        const long Bound = 1 << 20;
        var pool = new BufferPool(Bound, TimeProvider.System);
        var worst = 0L;

        await Parallel.ForAsync(0, 64, TestContext.Current.CancellationToken, async (worker, cancellationToken) =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 200; i++)
            {
                using var lease = await pool.RentAsync(random.Next(1, 300_000), cancellationToken);
                InterlockedMax(ref worst, pool.AllocatedBytes);
                await Task.Yield();
            }
        });

        Assert.InRange(worst, 1, Bound);
        Assert.Equal(0, pool.LeasedBytes);
        Assert.Equal(0, pool.WaiterCount);
    }

    private static nint AddressOf(Memory<byte> memory)
    {
        Assert.True(MemoryMarshal.TryGetArray<byte>(memory, out var segment));
        return Marshal.UnsafeAddrOfPinnedArrayElement(segment.Array!, segment.Offset);
    }

    private static void InterlockedMax(ref long target, long value)
    {
        long seen;
        while ((seen = Volatile.Read(ref target)) < value) Interlocked.CompareExchange(ref target, value, seen);
    }
}
