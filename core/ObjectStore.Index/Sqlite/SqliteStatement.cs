using SQLitePCL;

namespace ObjectStore.Index.Sqlite;

/// <summary>A prepared statement that is bound, stepped and reset again and again. Not thread-safe.</summary>
internal sealed class SqliteStatement(sqlite3 database, sqlite3_stmt statement) : IDisposable
{
    /// <summary>Binds bytes; SQLite takes a copy.</summary>
    public SqliteStatement Bind(int number, ReadOnlySpan<byte> bytes)
    {
        SqliteFailure.Check(bytes.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, number, 0) : raw.sqlite3_bind_blob(statement, number, bytes), database);
        return this;
    }

    /// <summary>Binds a number.</summary>
    public SqliteStatement Bind(int number, long value)
    {
        SqliteFailure.Check(raw.sqlite3_bind_int64(statement, number, value), database);
        return this;
    }

    /// <summary>Goes to the next row; false after the last. On an error the statement is reset.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(statement);
        if (result == raw.SQLITE_ROW) return true;
        if (result == raw.SQLITE_DONE) return false;
        var message = raw.sqlite3_errmsg(database).utf8_to_string();
        Reset();
        throw SqliteFailure.Create(result, message);
    }

    /// <summary>Runs the statement to its end and resets it.</summary>
    public void Execute()
    {
        while (Step())
        {
        }

        Reset();
    }

    /// <summary>Bytes of a column, counted from 0; valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(statement, column);

    /// <summary>Number in a column, counted from 0.</summary>
    public long Number(int column) => raw.sqlite3_column_int64(statement, column);

    /// <summary>Text in a column, counted from 0.</summary>
    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    /// <summary>Ends the read transaction of the statement and makes it ready to be bound again.</summary>
    public void Reset() => raw.sqlite3_reset(statement);

    public void Dispose() => statement.Dispose();
}
