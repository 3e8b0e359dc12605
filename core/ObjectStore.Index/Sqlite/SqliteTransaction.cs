using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Sqlite;

/// <summary>The one connection that writes and checkpoints, with its statements. Used by the writer's thread alone.</summary>
/// <remarks>
/// No other connection may write or checkpoint, not even at another time: releases of SQLite before 3.51.3 can lose a checkpointed page
/// when one connection checkpoints while another restarts the log.
/// </remarks>
internal sealed class SqliteTransaction : IDisposable
{
    /// <summary>Revisions are handed out in runs of this many, so that the counter is not written with every group.</summary>
    private const long RevisionRun = 1 << 20;

    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;
    private readonly SqliteStatement _revision;
    private readonly SqliteStatement _anyInRange;
    private readonly SqliteStatement _anyFrom;
    private readonly SqliteStatement _put;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _raiseCeiling;
    private long _ceiling;
    private long _lastRevision;

    private SqliteTransaction(SqliteConnection connection)
    {
        _connection = connection;
        _begin = _connection.Prepare("BEGIN IMMEDIATE");
        _commit = _connection.Prepare("COMMIT");
        _rollback = _connection.Prepare("ROLLBACK");
        _revision = _connection.Prepare("SELECT revision FROM rows WHERE key = ?1");
        _anyInRange = _connection.Prepare("SELECT 1 FROM rows WHERE key >= ?1 AND key < ?2 LIMIT 1");
        _anyFrom = _connection.Prepare("SELECT 1 FROM rows WHERE key >= ?1 LIMIT 1");
        _put = _connection.Prepare("INSERT OR REPLACE INTO rows (key, value, revision) VALUES (?1, ?2, ?3)");
        _delete = _connection.Prepare("DELETE FROM rows WHERE key = ?1");
        _raiseCeiling = _connection.Prepare("UPDATE state SET revision_ceiling = ?1 WHERE id = 1");
        _ceiling = _connection.QueryNumber("SELECT revision_ceiling FROM state WHERE id = 1");
        _lastRevision = _ceiling;
    }

    /// <summary>Whether a failure left the connection inside a transaction; then it must be closed.</summary>
    public bool IsBroken => !_connection.IsIdle;

    /// <summary>Opens the file, making it when absent.</summary>
    public static SqliteTransaction Open(SqliteOptions options)
    {
        if (!File.Exists(options.Path))
        {
            using var creation = SqliteConnection.Open(options.Path, isReadOnly: false, options.CacheBytes);
            SqliteSchema.Prepare(creation);
        }

        SqliteLog.Preallocate(options.Path, options.CheckpointPages);
        var connection = SqliteConnection.Open(options.Path, isReadOnly: false, options.CacheBytes);
        try
        {
            SqliteSchema.Prepare(connection);
            LimitLog(connection, options.CheckpointPages);
            if (options.DatabaseBytesMax > 0) LimitPages(connection, options.DatabaseBytesMax);
            return new SqliteTransaction(connection);
        }
        catch (StorageException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Applies the commits of a group in order, each if its conditions hold, and makes all durable with one flush.</summary>
    /// <exception cref="StorageException">Nothing of the group was applied.</exception>
    public void Apply(List<PendingCommit> group, List<CommitResult> results)
    {
        var ceiling = _ceiling;
        results.Clear();
        try
        {
            _begin.Execute();
            foreach (var pending in group) results.Add(Apply(pending.Commit));
            _commit.Execute();
        }
        catch (StorageException)
        {
            _ceiling = ceiling;
            Rollback();
            throw;
        }
    }

    /// <summary>Pages added to the log since the last call.</summary>
    public int TakePagesWritten() => _connection.TakePagesWritten();

    /// <summary>Copies the log to the database; gives the pages that readers held back. The next group then starts the log anew.</summary>
    public int Checkpoint() => _connection.Checkpoint();

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)[_begin, _commit, _rollback, _revision, _anyInRange, _anyFrom, _put, _delete, _raiseCeiling])
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private void Rollback()
    {
        try
        {
            if (!_connection.IsIdle) _rollback.Execute();
        }
        catch (StorageException)
        {
            // IsBroken tells; the failure of the group is what the callers get.
        }
    }

    private CommitResult Apply(Commit commit)
    {
        for (var i = 0; i < commit.Conditions.Count; i++)
        {
            if (!Holds(commit.Conditions[i])) return new CommitResult(0, i);
        }

        var revision = NextRevision();
        foreach (var key in commit.Deletes) _delete.Bind(1, key.Span).Execute();
        foreach (var (key, value) in commit.Puts) _put.Bind(1, key.Span).Bind(2, value.Span).Bind(3, revision).Execute();
        return new CommitResult(revision, -1);
    }

    private bool Holds(CommitCondition condition) => condition.Kind switch
    {
        CommitConditionKind.Absent => RevisionOf(condition.Key) == 0,
        CommitConditionKind.Exists => RevisionOf(condition.Key) != 0,
        CommitConditionKind.Revision => RevisionOf(condition.Key) is var revision and not 0 && revision == condition.Revision,
        _ => !Any(condition.Range),
    };

    private long RevisionOf(ReadOnlyMemory<byte> key)
    {
        var revision = _revision.Bind(1, key.Span).Step() ? _revision.Number(0) : 0;
        _revision.Reset();
        return revision;
    }

    private bool Any(KeyRange range)
    {
        var statement = range.End.IsEmpty ? _anyFrom : _anyInRange;
        statement.Bind(1, range.Start.Span);
        if (!range.End.IsEmpty) statement.Bind(2, range.End.Span);
        var any = statement.Step();
        statement.Reset();
        return any;
    }

    private long NextRevision()
    {
        if (_lastRevision >= _ceiling)
        {
            _ceiling = _lastRevision + RevisionRun;
            _raiseCeiling.Bind(1, _ceiling).Execute();
        }

        return ++_lastRevision;
    }

    /// <summary>Lets SQLite cut a log that a snapshot made long back to its usual size when it starts the log anew.</summary>
    private static void LimitLog(SqliteConnection connection, int checkpointPages) =>
        connection.Execute(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"PRAGMA journal_size_limit = {SqliteLog.BytesOf(checkpointPages)}"));

    private static void LimitPages(SqliteConnection connection, long bytes)
    {
        var pages = Math.Max(1, bytes / connection.QueryNumber("PRAGMA page_size"));
        connection.Execute(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages}"));
    }
}
