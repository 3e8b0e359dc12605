namespace ObjectStore.Gateway.ReadCache;

/// <summary>One block of the cache: being filled by one reader, then in memory, at last evicted.</summary>
/// <remarks>All members but <see cref="Filled"/> are guarded by the cache's lock; key, length and pages do not change once it is filled.</remarks>
internal sealed class CachedBlock(BlockKey key, int bytes)
{
    private readonly TaskCompletionSource _filled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BlockKey Key => key;

    /// <summary>Bytes of the block.</summary>
    public int Bytes => bytes;

    /// <summary>Completes when the reader that fills it is done, whether it could or not. Never faults.</summary>
    public Task Filled => _filled.Task;

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

    /// <summary>Lets those go on who wait for its reader.</summary>
    public void EndFilling() => _filled.TrySetResult();
}
