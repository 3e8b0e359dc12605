using ObjectStore.Core.Errors;

namespace ObjectStore.Gateway.ReadCache;

/// <summary>Blocks of stripes in memory: docs/read-cache.md. Thread-safe.</summary>
/// <remarks>
/// Invariants: taken pages are those of the blocks in the queue and of evicted blocks that somebody still copies from; a block's pages are given back when its references become 0, once; every
/// block that is being filled is ended by who fills it. Bytes are copied and verified outside of the lock.
/// </remarks>
internal sealed class BlockCache
{
    private readonly Lock _lock = new();
    private readonly Dictionary<BlockKey, CachedBlock> _blocks = [];
    private readonly SieveQueue _queue = new();
    private readonly PageStore _pages;
    private readonly MissHistory _misses;
    private readonly ReadCacheMetrics _metrics;

    /// <summary>A cache of at most <paramref name="bytesMax"/> bytes, what it needs beside the blocks included; 0 caches nothing.</summary>
    public BlockCache(long bytesMax, ReadCacheMetrics metrics)
    {
        BytesMax = bytesMax;
        _pages = new PageStore(bytesMax);
        _misses = new MissHistory(_pages.PageCount);
        _metrics = metrics;
        metrics.Observe(this);
    }

    /// <summary>Its memory, for tests that look into it.</summary>
    internal PageStore Pages => _pages;

    /// <summary>Whether it caches anything.</summary>
    public bool IsOn => _pages.PageCount > 0;

    /// <summary>The bound.</summary>
    public long BytesMax { get; }

    /// <summary>Memory that it has allocated.</summary>
    public long AllocatedBytes
    {
        get
        {
            lock (_lock) return _pages.AllocatedBytes;
        }
    }

    /// <summary>Bytes of the pages that hold blocks.</summary>
    public long UsedBytes
    {
        get
        {
            lock (_lock) return (long)_pages.TakenCount * PageStore.PageBytes;
        }
    }

    /// <summary>Looks for a block of <paramref name="bytes"/> bytes.</summary>
    /// <remarks>
    /// A block that is <see cref="BlockState.Held"/> ends with <see cref="TryServe"/>; one that is <see cref="BlockState.ToFill"/> with <see cref="Fill"/> or <see cref="Abandon"/>.
    /// </remarks>
    public BlockLookup Look(BlockKey key, int bytes)
    {
        lock (_lock)
        {
            if (!_blocks.TryGetValue(key, out var block)) return Miss(key, bytes);
            if (!block.IsFilled) return new BlockLookup(BlockState.Filling, block);
            Hold(block);
            return new BlockLookup(BlockState.Held, block);
        }
    }

    /// <summary>The same for a block that will be read together with others that are not there: null, and nothing is done, when it is there or will be.</summary>
    public BlockLookup? LookForMissing(BlockKey key, int bytes)
    {
        lock (_lock) return _blocks.ContainsKey(key) ? null : Miss(key, bytes);
    }

    /// <summary>The block, held, if it is there.</summary>
    public CachedBlock? TryHold(BlockKey key)
    {
        lock (_lock)
        {
            if (!_blocks.TryGetValue(key, out var block) || !block.IsFilled) return null;
            Hold(block);
            return block;
        }
    }

    /// <summary>Whether the block is there or will be.</summary>
    public bool Contains(BlockKey key)
    {
        lock (_lock) return _blocks.ContainsKey(key);
    }

    /// <summary>Copies bytes of a held block, verified, and lets go of it.</summary>
    /// <returns>False when it is not as it was filled: the cache has forgotten it then, and the destination is undefined.</returns>
    public bool TryServe(CachedBlock block, int offset, Span<byte> destination)
    {
        var isRight = offset + destination.Length <= block.Bytes && _pages.TryRead(block.FirstPage, SeedOf(block.Key), block.Bytes, offset, destination);
        lock (_lock)
        {
            if (!isRight) Forget(block);
            Release(block);
        }

        if (isRight) _metrics.Hit(destination.Length);
        else _metrics.Damaged();
        return isRight;
    }

    /// <summary>Gives the bytes of a block to fill to the cache, which copies them if it has room. Bytes that a device or the codec verified.</summary>
    public void Fill(CachedBlock block, ReadOnlySpan<byte> bytes)
    {
        Invariant.That(bytes.Length == block.Bytes);
        int first;
        bool hasRoom;
        lock (_lock)
        {
            var pages = PageStore.PagesOf(bytes.Length);
            MakeRoom(pages);
            hasRoom = _pages.TryTake(pages, out first);
        }

        if (!hasRoom)
        {
            Abandon(block);
            return;
        }

        _pages.Write(first, SeedOf(block.Key), bytes);
        lock (_lock)
        {
            block.Fill(first);
            block.EndFilling();
            _queue.Add(block);
        }
    }

    /// <summary>The block to fill could not be read: those who wait for it read for themselves.</summary>
    public void Abandon(CachedBlock block)
    {
        lock (_lock)
        {
            _blocks.Remove(block.Key);
            block.EndFilling();
        }
    }

    /// <summary>Waits until who fills the block is done, whether it could or not.</summary>
    public async ValueTask WaitAsync(CachedBlock filling, CancellationToken cancellationToken)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (!filling.TryAddWaiter(waiter)) return;
        }

        using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), waiter);
        await waiter.Task;
    }

    /// <summary>A page of a block that is in another's place has another seed.</summary>
    private static uint SeedOf(BlockKey key) => (uint)(key.Fingerprint >> 32);

    private void Hold(CachedBlock block)
    {
        block.References++;
        _queue.Visit(block);
    }

    private BlockLookup Miss(BlockKey key, int bytes)
    {
        _metrics.Missed();
        if (!_misses.IsSecond(key, PageStore.PagesOf(bytes))) return new BlockLookup(BlockState.Missed, null);
        var block = new CachedBlock(key, bytes);
        _blocks.Add(key, block);
        return new BlockLookup(BlockState.ToFill, block);
    }

    private void MakeRoom(int pages)
    {
        if (pages > _pages.PageCount) return;
        while (_pages.FreeCount < pages && _queue.Evict() is { } victim)
        {
            _blocks.Remove(victim.Key);
            Release(victim);
            _metrics.Evicted();
        }
    }

    /// <summary>Several readers may find the same damage; the first takes the block out.</summary>
    private void Forget(CachedBlock block)
    {
        if (!_blocks.TryGetValue(block.Key, out var known) || known != block) return;
        _blocks.Remove(block.Key);
        _queue.Remove(block);
        Release(block);
    }

    private void Release(CachedBlock block)
    {
        Invariant.That(block.References > 0);
        block.References--;
        if (block.References == 0) _pages.GiveBack(block.FirstPage);
    }
}
