namespace ObjectStore.Index.Verification;

/// <summary>How fast an index is verified. The defaults leave most of a disk to those who use the store.</summary>
public sealed record VerifyOptions
{
    /// <summary>Rows of a page at most; pages are smaller where rows are large.</summary>
    public int PageRows { get; init; } = 1_000;

    /// <summary>Bytes of rows that are read in a second at most.</summary>
    public long BytesPerSecondMax { get; init; } = 64 << 20;

    /// <summary>Stripes whose fragments are asked for in a second at most.</summary>
    public int StripesPerSecondMax { get; init; } = 5_000;

    /// <summary>Stripes that are asked for at once.</summary>
    public int StripesInParallel { get; init; } = 16;

    /// <summary>Age below which a stripe may still be getting its last fragments: it is looked at again after <see cref="RecheckDelay"/>.</summary>
    public TimeSpan YoungStripe { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long to wait before something that a change under way can explain is looked at again.</summary>
    public TimeSpan RecheckDelay { get; init; } = TimeSpan.FromSeconds(1);
}
