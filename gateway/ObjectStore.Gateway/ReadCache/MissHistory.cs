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
    private readonly Queue<(ulong Fingerprint, long Number, int Pages)> _order = new();

    /// <summary>The number of the miss that is remembered of each; one that was forgotten stays in the queue until its turn.</summary>
    private readonly Dictionary<ulong, long> _known = [];
    private long _number;
    private int _pages;

    /// <summary>Whether the block was missed lately, which is forgotten then; otherwise that it was missed now is remembered.</summary>
    public bool IsSecond(BlockKey key, int pages)
    {
        var fingerprint = key.Fingerprint;
        if (_known.Remove(fingerprint)) return true;
        _known.Add(fingerprint, ++_number);
        _order.Enqueue((fingerprint, _number, pages));
        _pages += pages;
        while (_pages > pagesMax)
        {
            var (oldest, number, oldestPages) = _order.Dequeue();
            _pages -= oldestPages;
            if (_known.TryGetValue(oldest, out var current) && current == number) _known.Remove(oldest);
        }

        return false;
    }
}
