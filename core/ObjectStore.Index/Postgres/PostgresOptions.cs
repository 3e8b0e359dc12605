using System.Text;

namespace ObjectStore.Index.Postgres;

/// <summary>Where and how the PostgreSQL engine keeps its rows.</summary>
/// <remarks>Exactly one of <see cref="ConnectionString"/> and <see cref="ConnectionStringFile"/> is set. Neither is printed.</remarks>
public sealed record PostgresOptions
{
    /// <summary>Npgsql's connection string, without a secret; several hosts with commas, of which the one that takes writes is used.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>A file that holds the connection string. Read again for new connections, so that a changed password needs no restart.</summary>
    public string? ConnectionStringFile { get; init; }

    /// <summary>Schema of the tables, made when absent. Several stores may share a database with a schema each.</summary>
    public string Schema { get; init; } = "objectstore";

    /// <summary>How long opening waits for a server that cannot be reached; zero for one attempt.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one attempt to connect may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a read waits for a connection and its answer, over a failover too; then it fails as unavailable.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a commit waits, over a failover and until an unknown outcome is known; then it fails as unavailable. Meanwhile it is sent again.</summary>
    public TimeSpan CommitTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections that commit; each has one group of commits under way. One is used at a time, except as <see cref="WriterPatience"/> says (ADR 8).</summary>
    public int WritersMax { get; init; } = 2;

    /// <summary>How long a commit waits for the group under way before a group is begun beside it; a usual one takes a millisecond or two.</summary>
    public TimeSpan WriterPatience { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Most connections that read at once; further readers wait.</summary>
    public int ReadersMax { get; init; } = 16;

    /// <summary>Most snapshots that are open at once, a connection each; more are refused as overloaded.</summary>
    public int SnapshotsMax { get; init; } = 4;

    /// <summary>Most commits that wait for the writers; more are refused as overloaded.</summary>
    public int QueuedCommitsMax { get; init; } = 4096;

    /// <summary>Most bytes of keys and values that wait for the writers; more are refused as overloaded.</summary>
    public long QueuedBytesMax { get; init; } = 64 << 20;

    /// <summary>Most commits in one group, up to 1,024.</summary>
    public int GroupCommitsMax { get; init; } = 256;

    /// <summary>Bytes from which on a group takes no further commit.</summary>
    public long GroupBytesMax { get; init; } = 4 << 20;

    /// <summary>
    /// Most keys that a group locks one by one; a larger group locks the whole store. The server keeps a lock for each
    /// (its <c>max_locks_per_transaction</c> × <c>max_connections</c> in all, 6,400 by default).
    /// </summary>
    public int GroupLocksMax { get; init; } = 768;

    /// <summary>Whether statements are prepared on the server.</summary>
    public PreparedStatements PreparedStatements { get; init; }

    /// <summary>Takes a server with <c>fsync</c> or <c>full_page_writes</c> off, which loses acknowledged commits when its machine fails.</summary>
    public bool UnsafeAllowServerWithoutFlush { get; init; }

    /// <summary>Checks what no type can.</summary>
    /// <exception cref="ArgumentException">An option is missing or out of range.</exception>
    internal void Check()
    {
        if (string.IsNullOrEmpty(ConnectionString) == string.IsNullOrEmpty(ConnectionStringFile))
        {
            throw new ArgumentException("Exactly one of ConnectionString and ConnectionStringFile must be set.");
        }

        ArgumentException.ThrowIfNullOrEmpty(Schema);
        ArgumentOutOfRangeException.ThrowIfLessThan(WritersMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReadersMax, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(GroupCommitsMax, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(GroupCommitsMax, PostgresSchema.GroupCommitsMax);
    }

    // The connection string may hold a password.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Schema = ").Append(Schema);
        return true;
    }
}
