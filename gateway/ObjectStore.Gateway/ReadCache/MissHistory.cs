namespace ObjectStore.Gateway.ReadCache;

/// <summary>
/// The blocks that were missed lately, without their bytes: what is missed a second time is worth memory. ("Cache on second hit": Maggs, Sitaraman: "Algorithmic Nuggets in
/// Content Delivery", SIGCOMM CCR 2015.) It goes as far back as misses of as many pages as the cache has.
/// </summary>
/// <remarks>
/// Not thread-safe. Blocks are known by 64 bits of their identity: two that share them could at worst be cached too early. Invariant: the pages of all that is remembered are at most the bound.
/// </remarks>
internal sealed class MissHistory(int pagesMax)
{
    private readonly Queue<(ulong Fingerprint, int Pages)> _order = new();
    private readonly HashSet<ulong> _known = [];
    private int _pages;

    /// <summary>How many misses are remembered.</summary>
    public int Count => _order.Count;

    /// <summary>Whether the block was missed lately, which is forgotten then; otherwise that it was missed now is remembered.</summary>
    public bool IsSecond(BlockKey key, int pages)
    {
        var fingerprint = key.Fingerprint;
        if (_known.Remove(fingerprint)) return true;
        _known.Add(fingerprint);
        _order.Enqueue((fingerprint, pages));
        _pages += pages;
        while (_pages > pagesMax)
        {
            var (oldest, oldestPages) = _order.Dequeue();
            _pages -= oldestPages;
            _known.Remove(oldest);
        }

        return false;
    }
}
