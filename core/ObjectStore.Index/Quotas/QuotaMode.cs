namespace ObjectStore.Index.Quotas;

/// <summary>What the writes of a bucket do about its quota; in the rules of its fences. Stored; the values are never reused.</summary>
public enum QuotaMode
{
    /// <summary>Nothing: the bucket has none, and never had one.</summary>
    None = 0,

    /// <summary>They are accounted, and nothing is refused: what the bucket held before is still to be counted.</summary>
    Counting = 1,

    /// <summary>What needs room has to look for it everywhere first: the bucket may hold more than its quota.</summary>
    Over = 2,

    /// <summary>What needs room takes it from a purse.</summary>
    Enforced = 3,
}
