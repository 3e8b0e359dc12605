using ObjectStore.Core.Errors;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;
using ObjectStore.Index.Transfer;

namespace ObjectStore.Index.Databases;

/// <summary>Binds each database to its cluster and its name when it is first used, and refuses one that is another. docs/format/index.md §8.</summary>
internal static class DatabaseBinding
{
    /// <summary>Job state in the catalog that holds the cluster's identity; releases before there were several databases know only this.</summary>
    private const string ClusterState = "cluster-identity";

    private const int ClusterBytes = 16;

    private static readonly KeyRange Everything = new(new byte[] { 0 }, default);

    /// <summary>The identity that the catalog's database has; a new one for a new cluster.</summary>
    /// <param name="catalog">The database that is declared first.</param>
    /// <param name="name">Its declared name.</param>
    /// <param name="expectation">Which cluster it should be, and whether this may be its first start.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="StorageException">
    /// Refused: it is another database, or an empty one in the place of one that was lost. IndexUnavailable: it is empty, and another process is to make it.
    /// </exception>
    public static async Task<DatabaseIdentity> BindCatalogAsync(IOrderedStore catalog, string name, CatalogExpectation expectation, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> rowKey = RowKeys.DatabaseIdentity();
        ReadOnlyMemory<byte> clusterKey = RowKeys.JobState(ClusterState);
        if (await ImportMarker.IsCutOffAsync(catalog, cancellationToken)) throw Refused("An import of the index was cut off: start with --Standalone:AwaitImport true, and import again.");
        while (true)
        {
            var rows = await catalog.ReadAsync([rowKey, clusterKey], cancellationToken);
            if (rows[0] is { } row) return CheckCatalog(Decode(row), name, expectation.Cluster);

            var commit = new CommitBuilder().RequireUnchanged(rowKey, null).RequireUnchanged(clusterKey, rows[1]);
            if (rows[1] is null && !await IsNewAsync(catalog, name, expectation.WhenEmpty, cancellationToken)) continue;
            var identity = new DatabaseIdentity(rows[1] is { } old ? DecodeCluster(old) : expectation.Cluster ?? Guid.NewGuid(), name, name);
            if (rows[1] is null) commit.Put(clusterKey, JobStateCodec.Encode(clusterKey.Span, identity.Cluster.ToByteArray()));
            commit.Put(rowKey, identity.Encode(rowKey.Span));
            if ((await catalog.CommitAsync(commit.Build(), cancellationToken)).IsApplied) return identity;
        }
    }

    /// <summary>Makes sure that a database is the one of this name in the cluster of the catalog, or a new one for it.</summary>
    /// <exception cref="StorageException">Refused: it is another one, or has lost its rows.</exception>
    public static async Task BindAsync(IOrderedStore store, string name, IndexDatabases catalog, DatabaseIdentity ofCatalog, TimeProvider time, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> rowKey = RowKeys.DatabaseIdentity();
        var identity = ofCatalog with { Name = name };

        // The catalog is in use, so that an import that has left its mark here is done.
        await ImportMarker.RemoveAsync(store, cancellationToken);
        while (true)
        {
            if (await store.ReadAsync(rowKey, cancellationToken) is { } row)
            {
                Check(Decode(row), identity);
                return;
            }

            await RequireJoiningAsync(store, name, catalog, time, cancellationToken);
            await store.CommitAsync(new CommitBuilder().RequireUnchanged(rowKey, null).Put(rowKey, identity.Encode(rowKey.Span)).Build(), cancellationToken);
        }
    }

    /// <summary>Refuses settings that leave out a database of which the keymap says that it owns partitions.</summary>
    public static async Task RequireDeclaredAsync(IndexDatabases catalog, IReadOnlyCollection<string> declared, TimeProvider time, CancellationToken cancellationToken)
    {
        var entries = await KeymapRows.ReadKeymapAsync(catalog, time, cancellationToken);
        var missing = entries.Select(static pair => pair.Entry.Database).Distinct(StringComparer.Ordinal).Where(name => !declared.Contains(name)).Order(StringComparer.Ordinal);
        var names = string.Join("', '", missing);
        if (names.Length > 0) throw Refused($"The keymap places partitions in '{names}', which Index:Databases does not declare: declare it again, and drain a database before you remove it.");
    }

    private static DatabaseIdentity CheckCatalog(DatabaseIdentity found, string name, Guid? cluster)
    {
        if (cluster is { } expected && found.Cluster != expected) throw Refused($"The index database '{name}' belongs to the cluster {found.Cluster}, and this process to {expected}.");
        if (found.Name != name) throw Refused($"The index database that is declared as '{name}' is '{found.Name}': a name must never come to mean another database.");
        if (found.Catalog != name) throw Refused($"Index:Databases declares '{name}' first, but the catalog lies in '{found.Catalog}': declare that one first, as before.");
        return found;
    }

    private static void Check(DatabaseIdentity found, DatabaseIdentity expected)
    {
        if (found.Cluster != expected.Cluster)
            throw Refused($"The index database that is declared as '{expected.Name}' belongs to another cluster: give this one a file, or a schema, of its own.");
        if (found != expected)
            throw Refused($"The index database that is declared as '{expected.Name}' is '{found.Name}': a name must never come to mean another database.");
    }

    /// <summary>Nothing but an empty database becomes the catalog of a new cluster. False when another process has made it one since it was looked at.</summary>
    private static async Task<bool> IsNewAsync(IOrderedStore catalog, string name, EmptyCatalog whenEmpty, CancellationToken cancellationToken)
    {
        var isEmpty = await IsEmptyAsync(catalog, cancellationToken);
        if (!isEmpty && await catalog.ReadAsync(RowKeys.DatabaseIdentity(), cancellationToken) is not null) return false;
        if (!isEmpty) throw Refused($"The index database '{name}' is declared first, but holds rows of something else and no catalog: declare the one with the catalog first.");
        if (whenEmpty == EmptyCatalog.Make) return true;
        if (whenEmpty == EmptyCatalog.Await) throw new StorageException(StorageErrorCode.IndexUnavailable, $"The index database '{name}' is empty: the cluster's curator has not made its catalog yet.");
        throw Refused(
            $"There are devices with data, but the index database '{name}', which is declared first, is empty: restore it (or the folder 'index'), import an export (Standalone:AwaitImport), "
            + "declare the one with the catalog first, or move the devices away to start anew.");
    }

    /// <summary>A database without an identity is new, or is from a release that gave none; then the keymap knows of it.</summary>
    private static async Task RequireJoiningAsync(IOrderedStore store, string name, IndexDatabases catalog, TimeProvider time, CancellationToken cancellationToken)
    {
        var entries = await KeymapRows.ReadKeymapAsync(catalog, time, cancellationToken);
        var isOwner = entries.Any(pair => pair.Entry.Database == name);
        var isEmpty = await IsEmptyAsync(store, cancellationToken);
        var isKnown = isOwner || entries.Any(pair => pair.Entry.MoveTarget == name);
        if (isEmpty && isOwner) throw Refused($"The index database '{name}' is empty, but the keymap places partitions in it: restore it.");
        var isCatalog = await store.ReadAsync(RowKeys.JobState(ClusterState), cancellationToken) is not null;
        if (isCatalog || (!isEmpty && !isKnown)) throw Refused($"The index database '{name}' holds rows that are not of this cluster: give it a file, or a schema, of its own.");
    }

    private static async Task<bool> IsEmptyAsync(IOrderedStore store, CancellationToken cancellationToken) =>
        (await store.ScanAsync(Everything, 1, reverse: false, cancellationToken)).Count == 0;

    private static DatabaseIdentity Decode(Row row) => DatabaseIdentity.TryDecode(row, out var identity) ? identity : throw CorruptRow.Of(row.Key.Span);

    private static Guid DecodeCluster(Row row) =>
        JobStateCodec.TryDecode(row.Key.Span, row.Value, out var state) && state.Length == ClusterBytes ? new Guid(state.Span) : throw CorruptRow.Of(row.Key.Span);

    private static StorageException Refused(string message) => new(StorageErrorCode.Refused, message);
}
