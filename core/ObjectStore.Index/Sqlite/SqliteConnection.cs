using System.Globalization;
using ObjectStore.Core.Errors;
using SQLitePCL;

namespace ObjectStore.Index.Sqlite;

/// <summary>One connection to the database file. Used by one thread at a time.</summary>
internal sealed class SqliteConnection : IDisposable
{
    /// <summary>Guess: nobody but the recovery of another connection holds a lock, and only for moments.</summary>
    private const int BusyTimeoutMs = 5_000;

    private readonly sqlite3 _database;

    private SqliteConnection(sqlite3 database) => _database = database;

    /// <summary>Whether no transaction is open.</summary>
    public bool IsIdle => raw.sqlite3_get_autocommit(_database) != 0;

    /// <summary>Opens the file.</summary>
    /// <exception cref="StorageException">IndexUnavailable or CorruptIndex.</exception>
    public static SqliteConnection Open(string path, bool isReadOnly, int cacheBytes)
    {
        _ = SqliteLibrary.Version;
        var access = isReadOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE;
        var result = raw.sqlite3_open_v2(path, out var database, access | raw.SQLITE_OPEN_NOMUTEX, null);
        var connection = new SqliteConnection(database);
        try
        {
            SqliteFailure.Check(result, database);
            _ = raw.sqlite3_extended_result_codes(database, 1);
            _ = raw.sqlite3_busy_timeout(database, BusyTimeoutMs);
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA cache_size = -{cacheBytes >> 10}"));
            return connection;
        }
        catch (StorageException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Prepares a statement to be used many times; the caller disposes it.</summary>
    public SqliteStatement Prepare(string sql)
    {
        SqliteFailure.Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement), _database);
        return new SqliteStatement(_database, statement);
    }

    /// <summary>Runs one statement and drops its rows.</summary>
    public void Execute(string sql)
    {
        using var statement = Prepare(sql);
        statement.Execute();
    }

    /// <summary>The first column of the first row as a number.</summary>
    public long QueryNumber(string sql)
    {
        using var statement = Prepare(sql);
        var number = statement.Step() ? statement.Number(0) : 0;
        statement.Reset();
        return number;
    }

    /// <summary>The first column of all rows as texts.</summary>
    public List<string> QueryTexts(string sql)
    {
        using var statement = Prepare(sql);
        var texts = new List<string>();
        while (statement.Step()) texts.Add(statement.Text(0));
        statement.Reset();
        return texts;
    }

    /// <summary>Pages written to the log since the last call.</summary>
    public int TakePagesWritten()
    {
        SqliteFailure.Check(raw.sqlite3_db_status(_database, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1), _database);
        return pages;
    }

    /// <summary>Copies what no reader holds back from the log to the database; gives the pages that are left in the log.</summary>
    public int Checkpoint()
    {
        SqliteFailure.Check(
            raw.sqlite3_wal_checkpoint_v2(_database, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out var logPages, out var copiedPages), _database);
        return logPages - copiedPages;
    }

    public void Dispose() => _database.Dispose();
}
