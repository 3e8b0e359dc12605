namespace ObjectStore.Index.Sqlite;

/// <summary>Where and how the SQLite engine keeps its rows.</summary>
public sealed record SqliteOptions
{
    /// <summary>The database file; made with its folder when absent. <c>-wal</c>, <c>-shm</c> and <c>.lock</c> files lie beside it.</summary>
    public required string Path { get; init; }

    /// <summary>Page cache of each connection.</summary>
    public int CacheBytes { get; init; } = 8 << 20;

    /// <summary>Most connections that read at once; further readers wait.</summary>
    public int ReadersMax { get; init; } = Math.Max(8, 2 * Environment.ProcessorCount);

    /// <summary>Most snapshots that are open at once; more are refused as overloaded.</summary>
    public int SnapshotsMax { get; init; } = 8;

    /// <summary>Most commits that wait for the writer; more are refused as overloaded.</summary>
    public int QueuedCommitsMax { get; init; } = 4096;

    /// <summary>Most bytes of keys and values that wait for the writer; more are refused as overloaded.</summary>
    public long QueuedBytesMax { get; init; } = 64 << 20;

    /// <summary>Most commits in one group; bounds how long the first of a group waits for the last.</summary>
    public int GroupCommitsMax { get; init; } = 256;

    /// <summary>Pages in the write-ahead log from which on the writer copies them to the database between two groups.</summary>
    public int CheckpointPages { get; init; } = 4096;

    /// <summary>Largest size of the database file; commits beyond it fail as full. 0 for no bound but the disk.</summary>
    public long DatabaseBytesMax { get; init; }
}
