using ObjectStore.Core.Errors;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Transfer;

/// <summary>
/// A row in every database from before the first to after the last row of an import. While the catalog's database has it, the index is none; each commit of the
/// import requires it, so that two imports exclude one another.
/// </summary>
internal static class ImportMarker
{
    private const string JobName = "index-import";

    private static readonly KeyRange Everything = new(new byte[] { 0 }, default);

    /// <summary>Key of the row.</summary>
    public static byte[] Key() => RowKeys.JobState(JobName);

    /// <summary>Puts it anew, with an identity of its own; only into a database that has it or has nothing.</summary>
    /// <returns>What the commits of the import in this database require.</returns>
    /// <exception cref="StorageException">Refused when the database holds something else.</exception>
    public static async ValueTask<CommitCondition> PutAsync(IndexDatabase database, Guid import, CancellationToken cancellationToken)
    {
        var key = Key();
        var commit = new CommitBuilder().Put(key, JobStateCodec.Encode(key, import.ToByteArray()));
        if (await database.Store.ReadAsync(key, cancellationToken) is { } row) commit.RequireUnchanged(row);
        else commit.Require(CommitCondition.RangeEmpty(Everything));
        var result = await database.Store.CommitAsync(commit.Build(), cancellationToken);
        return result.IsApplied ? CommitCondition.HasRevision(key, result.Revision) : throw InUse(database.Name);
    }

    public static async ValueTask<ImportReadiness> ReadAsync(IndexDatabase database, CancellationToken cancellationToken)
    {
        if (await IsCutOffAsync(database.Store, cancellationToken)) return ImportReadiness.CutOff;
        return (await database.Store.ScanAsync(Everything, 1, reverse: false, cancellationToken)).Count == 0 ? ImportReadiness.Empty : ImportReadiness.InUse;
    }

    /// <summary>Whether the database has it.</summary>
    public static async ValueTask<bool> IsCutOffAsync(IOrderedStore store, CancellationToken cancellationToken) => await store.ReadAsync(Key(), cancellationToken) is not null;

    /// <summary>Takes it away; nothing happens when it is not there.</summary>
    public static async ValueTask RemoveAsync(IOrderedStore store, CancellationToken cancellationToken)
    {
        var key = Key();
        if (await store.ReadAsync(key, cancellationToken) is not null) await store.CommitAsync(new CommitBuilder().Delete(key).Build(), cancellationToken);
    }

    /// <summary>Removes every other row of the database, page by page.</summary>
    public static async ValueTask ClearAsync(IndexDatabase database, CommitCondition marker, CancellationToken cancellationToken)
    {
        const int PageRows = 1_000;
        var key = Key();
        for (var range = Everything; ;)
        {
            var rows = await database.Store.ScanAsync(range, PageRows, reverse: false, cancellationToken);
            if (rows.Count == 0) return;
            var commit = new CommitBuilder().Require(marker);
            foreach (var row in rows.Where(row => !row.Key.Span.SequenceEqual(key))) commit.Delete(row.Key);
            if (!(await database.Store.CommitAsync(commit.Build(), cancellationToken)).IsApplied) throw TakenOver();
            if (rows.Count < PageRows) return;
            range = range with { Start = RowKeys.Next(rows[^1].Key.Span) };
        }
    }

    public static StorageException InUse(string database) => new(StorageErrorCode.Refused, $"The database '{database}' holds an index already; an import needs databases that hold nothing, and a catalog is never begun beside one. If it has the catalog, declare it first.");

    public static StorageException TakenOver() => new(StorageErrorCode.StaleEpoch, "Another import of the same index has begun.");
}
