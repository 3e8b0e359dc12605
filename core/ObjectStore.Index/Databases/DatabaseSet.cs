using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Postgres;
using ObjectStore.Index.Sqlite;

namespace ObjectStore.Index.Databases;

/// <summary>The opened databases of a process; closed by it.</summary>
public sealed class DatabaseSet : IAsyncDisposable
{
    /// <summary>One attempt, and a little patience for a server that is just starting.</summary>
    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(2);

    private DatabaseSet(IReadOnlyList<IndexDatabase> databases) => Databases = new IndexDatabases(databases);

    /// <summary>The databases by name.</summary>
    public IndexDatabases Databases { get; }

    /// <summary>Opens the database of the catalog; the others in the background for as long as it takes.</summary>
    /// <param name="options">What is declared; nothing for one SQLite file.</param>
    /// <param name="defaultPath">The file then.</param>
    /// <param name="metrics">Counts what the databases do.</param>
    /// <param name="time">For waiting between attempts.</param>
    /// <param name="logger">Told of a database that cannot be opened.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="StorageException">Of the catalog's database. IndexUnavailable: it may be tried again. Refused: a person must look.</exception>
    public static async Task<DatabaseSet> OpenAsync(
        IndexOptions options, string defaultPath, IndexMetrics metrics, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        IReadOnlyList<IndexDatabaseOptions> declared = options.Databases.Count > 0 ? options.Databases : [new IndexDatabaseOptions { Name = IndexDatabases.DefaultName, Path = defaultPath }];
        var catalog = await OpenAsync(declared[0], cancellationToken);
        var databases = new List<IndexDatabase> { Describe(declared[0], metrics.Measure(declared[0].Name, catalog)) };
        foreach (var database in declared.Skip(1))
        {
            var store = new DeferredStore(database.Name, cancellation => OpenAsync(database, cancellation), time, logger);
            databases.Add(Describe(database, metrics.Measure(database.Name, store)));
        }

        return new DatabaseSet(databases);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var database in Databases.All) await database.Store.DisposeAsync();
    }

    private static IndexDatabase Describe(IndexDatabaseOptions options, IOrderedStore store) => new(options.Name, store, options.Drain, options.Weight);

    private static async Task<IOrderedStore> OpenAsync(IndexDatabaseOptions options, CancellationToken cancellationToken)
    {
        if (options.Path.Length > 0) return SqliteOrderedStore.Open(new SqliteOptions { Path = options.Path });
        if (!File.Exists(options.ConnectionStringFile))
            throw new StorageException(StorageErrorCode.Refused, $"The file '{options.ConnectionStringFile}' with the connection string of the database '{options.Name}' does not exist.");
        return await PostgresOrderedStore.OpenAsync(
            new PostgresOptions
            {
                ConnectionStringFile = options.ConnectionStringFile,
                Schema = options.Schema,
                OpenTimeout = OpenTimeout,
                UnsafeAllowServerWithoutFlush = options.UnsafeAllowServerWithoutFlush,
            },
            cancellationToken);
    }
}
