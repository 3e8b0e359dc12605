using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Sqlite;

/// <summary>A read-only connection with its statements. Used by one thread at a time; every call sees the newest commit.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _read;
    private readonly SqliteStatement _scan;
    private readonly SqliteStatement _scanToEnd;
    private readonly SqliteStatement _scanReverse;
    private readonly SqliteStatement _scanReverseFromEnd;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _end;

    private SqliteReader(SqliteConnection connection)
    {
        _connection = connection;
        _read = _connection.Prepare("SELECT value, revision FROM rows WHERE key = ?1");
        _scan = _connection.Prepare("SELECT key, value, revision FROM rows WHERE key >= ?1 AND key < ?2 ORDER BY key");
        _scanToEnd = _connection.Prepare("SELECT key, value, revision FROM rows WHERE key >= ?1 ORDER BY key");
        _scanReverse = _connection.Prepare("SELECT key, value, revision FROM rows WHERE key >= ?1 AND key < ?2 ORDER BY key DESC");
        _scanReverseFromEnd = _connection.Prepare("SELECT key, value, revision FROM rows WHERE key >= ?1 ORDER BY key DESC");
        _begin = _connection.Prepare("BEGIN");
        _end = _connection.Prepare("COMMIT");
    }

    /// <summary>Opens the file, which must exist.</summary>
    public static SqliteReader Open(SqliteOptions options)
    {
        var connection = SqliteConnection.Open(options.Path, isReadOnly: true, options.CacheBytes);
        try
        {
            return new SqliteReader(connection);
        }
        catch (StorageException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens the file in a read transaction that lasts as long as the reader: all its reads see the newest commit of now.</summary>
    public static SqliteReader OpenSnapshot(SqliteOptions options)
    {
        var reader = Open(options);
        try
        {
            // The transaction begins with the first read in it, not with BEGIN.
            reader._begin.Execute();
            reader.Scan(default, limit: 1, reverse: false);
            return reader;
        }
        catch (StorageException)
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>The row, or null. Its key is the caller's memory.</summary>
    public Row? Read(ReadOnlyMemory<byte> key)
    {
        _read.Bind(1, key.Span);
        try
        {
            return _read.Step() ? new Row(key, _read.Bytes(0).ToArray(), _read.Number(1)) : null;
        }
        finally
        {
            _read.Reset();
        }
    }

    /// <summary>The rows of several keys from one snapshot.</summary>
    public Row?[] Read(IReadOnlyList<ReadOnlyMemory<byte>> keys)
    {
        var rows = new Row?[keys.Count];
        _begin.Execute();
        try
        {
            for (var i = 0; i < rows.Length; i++) rows[i] = Read(keys[i]);
        }
        finally
        {
            _end.Execute();
        }

        return rows;
    }

    /// <summary>The first rows of a range, each with one array that holds its key and value.</summary>
    public List<Row> Scan(KeyRange range, int limit, bool reverse)
    {
        var statement = (range.End.IsEmpty, reverse) switch
        {
            (false, false) => _scan,
            (true, false) => _scanToEnd,
            (false, true) => _scanReverse,
            (true, true) => _scanReverseFromEnd,
        };
        statement.Bind(1, range.Start.Span);
        if (!range.End.IsEmpty) statement.Bind(2, range.End.Span);
        var rows = new List<Row>();
        try
        {
            while (rows.Count < limit && statement.Step()) rows.Add(RowOf(statement));
        }
        finally
        {
            statement.Reset();
        }

        return rows;
    }

    /// <summary>Lines of <c>PRAGMA quick_check</c>; one line <c>ok</c> when nothing is wrong.</summary>
    public List<string> QuickCheck() => _connection.QueryTexts("PRAGMA quick_check(100)");

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)[_read, _scan, _scanToEnd, _scanReverse, _scanReverseFromEnd, _begin, _end]) statement.Dispose();
        _connection.Dispose();
    }

    private static Row RowOf(SqliteStatement statement)
    {
        var key = statement.Bytes(0);
        var value = statement.Bytes(1);
        var bytes = new byte[key.Length + value.Length];
        key.CopyTo(bytes);
        value.CopyTo(bytes.AsSpan(key.Length));
        return new Row(bytes.AsMemory(0, key.Length), bytes.AsMemory(key.Length), statement.Number(2));
    }
}
