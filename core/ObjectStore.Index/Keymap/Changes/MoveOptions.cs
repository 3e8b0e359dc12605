using ObjectStore.Index.Databases;

namespace ObjectStore.Index.Keymap.Changes;

/// <summary>How fast partitions move.</summary>
public sealed record MoveOptions
{
    /// <summary>Rows of a page at most; pages are smaller where rows are large.</summary>
    public int PageRows { get; init; } = 1_000;

    /// <summary>Bytes of rows that are copied or deleted in a second at most, in each direction; changes made meanwhile are caught up unpaced.</summary>
    public long BytesPerSecondMax { get; init; } = 32 << 20;

    /// <summary>Changed rows that may be left when the source is frozen for the last of them. Guess: some milliseconds of copying.</summary>
    public int FreezeRowsMax { get; init; } = 256;

    /// <summary>How long the source keeps the rows of a partition that has moved away.</summary>
    public TimeSpan DiscardGrace { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>As the settings of the index say.</summary>
    public static MoveOptions Of(IndexOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new MoveOptions { BytesPerSecondMax = options.MoveBytesPerSecondMax, DiscardGrace = options.DiscardGrace };
    }
}
