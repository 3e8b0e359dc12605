namespace ObjectStore.Index.Quotas;

/// <summary>Bytes and objects that are stored, or may still be; each may be negative.</summary>
/// <param name="Bytes">Bytes as clients see them: before compression, encryption and coding.</param>
/// <param name="Objects">Objects, versions that are not delete markers, and uploads that have begun.</param>
/// <remarks>Sums wrap around: of sums of all time only differences count, and those are small.</remarks>
public readonly record struct StoredAmount(long Bytes, long Objects)
{
    /// <summary>Whether it is nothing.</summary>
    public bool IsZero => this == default;

    /// <summary>Whether neither is negative.</summary>
    public bool IsNotNegative => Bytes >= 0 && Objects >= 0;

    /// <summary>What of it has to be there: a part that is negative gives room, and needs none.</summary>
    internal StoredAmount Need => new(Math.Max(Bytes, 0), Math.Max(Objects, 0));

    /// <summary>The sum.</summary>
    public static StoredAmount operator +(StoredAmount left, StoredAmount right) => unchecked(new(left.Bytes + right.Bytes, left.Objects + right.Objects));

    /// <summary>The difference.</summary>
    public static StoredAmount operator -(StoredAmount left, StoredAmount right) => unchecked(new(left.Bytes - right.Bytes, left.Objects - right.Objects));

    /// <summary>The sum.</summary>
    public static StoredAmount Add(StoredAmount left, StoredAmount right) => left + right;

    /// <summary>The difference.</summary>
    public static StoredAmount Subtract(StoredAmount left, StoredAmount right) => left - right;

    /// <summary>Whether a need fits; of what is not needed it may be any.</summary>
    internal bool Covers(StoredAmount need) => (need.Bytes <= 0 || Bytes >= need.Bytes) && (need.Objects <= 0 || Objects >= need.Objects);

    /// <summary>What to take of this for a need that it covers: a share of it, or the need where that is more.</summary>
    internal StoredAmount TakeFor(StoredAmount need, int shares) => new(Math.Max(need.Bytes, Share(Bytes, shares)), Math.Max(need.Objects, Share(Objects, shares)));

    private static long Share(long of, int shares) => Math.Max(of, 0) / shares;
}
