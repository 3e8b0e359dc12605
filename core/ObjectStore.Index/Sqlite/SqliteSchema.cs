using System.Globalization;
using ObjectStore.Core.Errors;

namespace ObjectStore.Index.Sqlite;

/// <summary>The tables of the database file and their version; docs/format/index.md §1.</summary>
internal static class SqliteSchema
{
    /// <summary>Marks the file as ours: "OSIX".</summary>
    private const long ApplicationId = 0x4F53_4958;

    /// <summary>The version that this release writes, and the newest that it reads.</summary>
    private const long Version = 1;

    /// <summary>Makes the tables in a new file, or checks that an old one is ours and not newer than this release.</summary>
    /// <exception cref="StorageException">Refused, with a line that says what to do.</exception>
    public static void Prepare(SqliteConnection connection)
    {
        var isNew = connection.QueryNumber("PRAGMA page_count") == 0;
        if (isNew) connection.Execute("PRAGMA page_size = 4096");
        if (!isNew) Check(connection);
        if (connection.QueryTexts("PRAGMA journal_mode = WAL") is not ["wal"])
        {
            throw new StorageException(StorageErrorCode.Refused, "The index needs a file system on which SQLite can keep a write-ahead log.");
        }

        connection.Execute("PRAGMA synchronous = FULL");
        connection.Execute("PRAGMA wal_autocheckpoint = 0");
        if (isNew) Create(connection);
    }

    private static void Check(SqliteConnection connection)
    {
        var version = connection.QueryNumber("PRAGMA user_version");
        if (connection.QueryNumber("PRAGMA application_id") != ApplicationId)
        {
            throw new StorageException(StorageErrorCode.Refused, "The index file is a database of another program: point the data directory elsewhere.");
        }

        if (version is < 1 or > Version)
        {
            throw new StorageException(StorageErrorCode.Refused, string.Create(
                CultureInfo.InvariantCulture,
                $"The index has schema {version} and this release reads up to {Version}: run the release that wrote it, or a later one."));
        }
    }

    private static void Create(SqliteConnection connection)
    {
        connection.Execute("BEGIN IMMEDIATE");
        connection.Execute("CREATE TABLE rows (key BLOB PRIMARY KEY, value BLOB NOT NULL, revision INTEGER NOT NULL) WITHOUT ROWID");
        connection.Execute("CREATE TABLE state (id INTEGER PRIMARY KEY, revision_ceiling INTEGER NOT NULL)");
        connection.Execute("INSERT INTO state VALUES (1, 0)");
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Version}"));
        connection.Execute("COMMIT");
    }
}
