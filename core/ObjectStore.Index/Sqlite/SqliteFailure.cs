using System.Diagnostics.CodeAnalysis;
using ObjectStore.Core.Errors;
using SQLitePCL;

namespace ObjectStore.Index.Sqlite;

/// <summary>Maps result codes of SQLite to errors of the store.</summary>
internal static class SqliteFailure
{
    private const int PrimaryCodeMask = 0xFF;

    /// <summary>SQLITE_IOERR_SHMSIZE: the file of the WAL's index cannot grow, which is how a full disk shows at the first write after opening.</summary>
    private const int SharedMemorySize = raw.SQLITE_IOERR | 19 << 8;

    /// <summary>Throws unless <paramref name="result"/> is OK, ROW or DONE.</summary>
    public static void Check(int result, sqlite3 database)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE)) Throw(result, raw.sqlite3_errmsg(database).utf8_to_string());
    }

    /// <summary>Throws the error that <paramref name="result"/> stands for.</summary>
    [DoesNotReturn]
    public static void Throw(int result, string message) => throw Create(result, message);

    /// <summary>The error that <paramref name="result"/> stands for.</summary>
    public static StorageException Create(int result, string message) =>
        new(CodeOf(result), string.Create(System.Globalization.CultureInfo.InvariantCulture, $"SQLite answered {result}: {message}."));

    private static StorageErrorCode CodeOf(int result) => (result & PrimaryCodeMask) switch
    {
        _ when result == SharedMemorySize => StorageErrorCode.IndexFull,
        raw.SQLITE_FULL => StorageErrorCode.IndexFull,
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => StorageErrorCode.CorruptIndex,
        raw.SQLITE_NOMEM => StorageErrorCode.Overloaded,
        _ => StorageErrorCode.IndexUnavailable,
    };
}
