namespace ObjectStore.Gateway.ReadCache;

/// <summary>One block of the cache: being filled by one reader, then in memory, at last evicted.</summary>
/// <remarks>All members are guarded by the cache's lock; key, length and pages do not change once it is filled.</remarks>
internal sealed class CachedBlock(BlockKey key, int bytes)
{
    private List<TaskCompletionSource>? _waiters;
    private bool _isEnded;

    public BlockKey Key => key;

    /// <summary>Bytes of the block.</summary>
    public int Bytes => bytes;

    /// <summary>Whether it can be read.</summary>
    public bool IsFilled { get; private set; }

    /// <summary>First of its pages.</summary>
    public int FirstPage { get; private set; }

    /// <summary>Readers that copy from its pages, and one for the cache itself while it knows the block. Its pages are free when this is 0, and not before.</summary>
    public int References { get; set; }

    /// <summary>Whether it was read since soon after it was filled, or since the hand of the queue passed it.</summary>
    public bool IsVisited { get; set; }

    /// <summary>The how many-th block of the queue it was.</summary>
    public long AddedAs { get; set; }

    /// <summary>Neighbour in the queue that was filled later.</summary>
    public CachedBlock? Newer { get; set; }

    /// <summary>Neighbour in the queue that was filled earlier.</summary>
    public CachedBlock? Older { get; set; }

    /// <summary>Its bytes are in these pages, which the cache gave it.</summary>
    public void Fill(int firstPage)
    {
        FirstPage = firstPage;
        References = 1;
        IsFilled = true;
    }

    /// <summary>Who waits for its reader to be done, whether it could fill it or not; false when it is done already.</summary>
    /// <param name="waiter">Runs continuations asynchronously.</param>
    public bool TryAddWaiter(TaskCompletionSource waiter)
    {
        if (_isEnded) return false;
        (_waiters ??= []).Add(waiter);
        return true;
    }

    /// <summary>Its reader is done.</summary>
    public void EndFilling()
    {
        _isEnded = true;
        foreach (var waiter in _waiters ?? []) waiter.TrySetResult();
        _waiters = null;
    }
}
