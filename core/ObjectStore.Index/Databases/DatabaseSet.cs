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

    private DatabaseSet(IReadOnlyList<IndexDatabase> databases, Guid cluster)
    {
        Databases = new IndexDatabases(databases);
        Cluster = cluster;
    }

    /// <summary>The databases by name.</summary>
    public IndexDatabases Databases { get; }

    /// <summary>The cluster to which all of them are bound.</summary>
    public Guid Cluster { get; }

    /// <summary>Opens the database of the catalog; the others in the background for as long as it takes. Each is used only if it is bound to this cluster and name.</summary>
    /// <param name="options">What is declared; nothing for one SQLite file.</param>
    /// <param name="defaultPath">The file then.</param>
    /// <param name="expectation">Which cluster it should be, and what an empty catalog means.</param>
    /// <param name="metrics">Counts what the databases do.</param>
    /// <param name="time">For waiting between attempts.</param>
    /// <param name="logger">Told of a database that cannot be opened.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="StorageException">Of the catalog's database. IndexUnavailable: it may be tried again. Refused: a person must look.</exception>
    public static async Task<DatabaseSet> OpenAsync(
        IndexOptions options,
        string defaultPath,
        CatalogExpectation expectation,
        IndexMetrics metrics,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var declared = DeclaredBy(options, defaultPath);
        var (catalog, identity) = await OpenBoundAsync(declared[0], store => DatabaseBinding.BindCatalogAsync(store, declared[0].Name, expectation, cancellationToken), cancellationToken);
        try
        {
            var catalogOnly = new IndexDatabases([Describe(declared[0], catalog)]);
            await DatabaseBinding.RequireDeclaredAsync(catalogOnly, [.. declared.Select(static database => database.Name)], time, cancellationToken);
            var others = declared.Skip(1).Select(database => Describe(database, new DeferredStore(database.Name, cancellation => OpenOtherAsync(database, cancellation), time, logger)));
            return new DatabaseSet([.. others.Prepend(catalogOnly.Catalog).Select(database => database with { Store = metrics.Measure(database.Name, database.Store) })], identity.Cluster);

            async Task<IOrderedStore> OpenOtherAsync(IndexDatabaseOptions database, CancellationToken cancellation)
            {
                var (store, _) = await OpenBoundAsync(
                    database,
                    async store =>
                    {
                        await DatabaseBinding.BindAsync(store, database.Name, catalogOnly, identity, time, cancellation);
                        return true;
                    },
                    cancellation);
                return store;
            }
        }
        catch
        {
            await catalog.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has the databases used before they are bound to a cluster, all of them open, and closes them again.</summary>
    /// <param name="options">What is declared; nothing for one SQLite file.</param>
    /// <param name="defaultPath">The file then.</param>
    /// <param name="use">Uses them.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="StorageException">IndexUnavailable when one does not answer; it may be tried again. Refused: a person must look.</exception>
    public static async Task UseUnboundAsync(IndexOptions options, string defaultPath, Func<IndexDatabases, Task> use, CancellationToken cancellationToken)
    {
        var opened = new List<IndexDatabase>();
        try
        {
            foreach (var database in DeclaredBy(options, defaultPath)) opened.Add(Describe(database, await OpenAsync(database, cancellationToken)));
            await use(new IndexDatabases(opened));
        }
        finally
        {
            foreach (var database in opened) await database.Store.DisposeAsync();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var database in Databases.All) await database.Store.DisposeAsync();
    }

    private static IReadOnlyList<IndexDatabaseOptions> DeclaredBy(IndexOptions options, string defaultPath) =>
        options.Databases.Count > 0 ? options.Databases : [new IndexDatabaseOptions { Name = IndexDatabases.DefaultName, Path = defaultPath }];

    private static IndexDatabase Describe(IndexDatabaseOptions options, IOrderedStore store) => new(options.Name, store, options.Drain, options.Weight);

    /// <summary>Opens a database and has it checked; closes it again when that fails.</summary>
    private static async Task<(IOrderedStore Store, T Checked)> OpenBoundAsync<T>(IndexDatabaseOptions options, Func<IOrderedStore, Task<T>> check, CancellationToken cancellationToken)
    {
        var store = await OpenAsync(options, cancellationToken);
        try
        {
            return (store, await check(store));
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    private static async Task<IOrderedStore> OpenAsync(IndexDatabaseOptions options, CancellationToken cancellationToken)
    {
        if (options.Path.Length > 0) return SqliteOrderedStore.Open(new SqliteOptions { Path = options.Path, DatabaseBytesMax = options.BytesMax });
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
