namespace ObjectStore.Index.Transfer;

/// <summary>How fast an index is exported.</summary>
public sealed record ExportOptions
{
    /// <summary>Rows of a page at most; pages are smaller where rows are large.</summary>
    public int PageRows { get; init; } = 1_000;

    /// <summary>Bytes of rows that are read in a second at most. Snapshots are open meanwhile, which costs the databases more the longer it takes.</summary>
    public long BytesPerSecondMax { get; init; } = 128 << 20;
}
