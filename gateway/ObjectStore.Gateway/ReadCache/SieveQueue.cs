namespace ObjectStore.Gateway.ReadCache;

/// <summary>
/// Which block to give up: SIEVE (Zhang, Yang, Yue, Vigfusson, Rashmi: "SIEVE is Simpler than LRU", NSDI 2024). A queue in the order of filling and a hand that goes from
/// the oldest block to the newest and around: a block that was read since it passed last is spared once, the first that was not is given up. Reading a block
/// moves nothing.
/// </summary>
/// <remarks>
/// Not thread-safe. Invariant: the hand is null or a block of the queue.
/// Reads that come soon after the filling do not count, as in LRU-K (O'Neil, O'Neil, Weikum, SIGMOD 1993, "correlated references"): a client that reads a large object in small ranges
/// reads each block several times, and never again.
/// </remarks>
internal sealed class SieveQueue
{
    /// <summary>Soon is while less than this part of the queue has been filled since. A guess.</summary>
    private const int SoonPart = 8;

    private CachedBlock? _newest;
    private CachedBlock? _oldest;
    private CachedBlock? _hand;
    private long _added;

    /// <summary>Blocks in the queue.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a block that is in no queue, as the newest.</summary>
    public void Add(CachedBlock block)
    {
        block.Older = _newest;
        if (_newest is null) _oldest = block;
        else _newest.Newer = block;
        _newest = block;
        block.AddedAs = ++_added;
        Count++;
    }

    /// <summary>A block of the queue was read.</summary>
    public void Visit(CachedBlock block)
    {
        if (_added - block.AddedAs > Count / SoonPart) block.IsVisited = true;
    }

    /// <summary>Takes a block of this queue out.</summary>
    public void Remove(CachedBlock block)
    {
        if (_hand == block) _hand = block.Newer;
        if (block.Newer is null) _newest = block.Older;
        else block.Newer.Older = block.Older;
        if (block.Older is null) _oldest = block.Newer;
        else block.Older.Newer = block.Newer;
        block.Newer = block.Older = null;
        Count--;
    }

    /// <summary>Takes the block to give up out of the queue; null when it is empty.</summary>
    public CachedBlock? Evict()
    {
        var block = _hand ?? _oldest;
        while (block is { IsVisited: true })
        {
            block.IsVisited = false;
            block = block.Newer ?? _oldest;
        }

        if (block is null) return null;
        _hand = block.Newer;
        Remove(block);
        return block;
    }
}
