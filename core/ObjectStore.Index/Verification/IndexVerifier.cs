using ObjectStore.Core.Fragments;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Verification;

/// <summary>
/// Reads every row of every database, page by page and paced, and says what is wrong: with the keymap, with rows, and with the fragments that rows name. Changes
/// nothing.
/// </summary>
/// <remarks>
/// Runs beside writers without a snapshot, so whatever a change under way can explain is read again before it is told. Rows that move during the run to a database
/// that was read before are not seen. Throws as the stores do, when a database cannot be read.
/// </remarks>
public sealed class IndexVerifier(KeymapRouter router, ICatalog catalog, IFragmentDevices devices, VerifyOptions options, TimeProvider time)
{
    private static readonly KeyRange Everything = new(new byte[] { 0 }, default);

    private readonly IndexDatabases _databases = router.Databases;

    /// <summary>One verification of everything. Any number may run at once.</summary>
    public async ValueTask<IndexVerifyCounts> RunAsync(IIndexVerifyObserver observer, CancellationToken cancellationToken)
    {
        var entries = await new KeymapCheck(_databases, options, time).RunAsync(observer, cancellationToken);
        var counts = new IndexVerifyCounts("", entries.Count, entries.Sum(static entry => entry.KeyCount), 0, 0, 0);
        var stripes = new StripeCheck(catalog, devices, options, time, observer);
        foreach (var database in _databases.All)
        {
            counts = counts with { Database = database.Name };
            counts = await ReadAsync(database, stripes, observer, counts, cancellationToken);
        }

        return counts;
    }

    private async ValueTask<IndexVerifyCounts> ReadAsync(
        IndexDatabase database, StripeCheck stripes, IIndexVerifyObserver observer, IndexVerifyCounts counts, CancellationToken cancellationToken)
    {
        var ownership = await Ownership.ReadAsync(database.Store, cancellationToken);
        var check = new RowCheck(_databases.Catalog, database, ownership, stripes, observer);
        var pacer = new PagePacer(new MoveOptions { PageRows = options.PageRows, BytesPerSecondMax = options.BytesPerSecondMax }, time);
        for (var range = Everything; ;)
        {
            var limit = pacer.PageRows;
            var rows = await database.Store.ScanAsync(range, limit, reverse: false, cancellationToken);
            foreach (var row in rows) await check.CheckAsync(row, cancellationToken);
            await stripes.FlushAsync(cancellationToken);
            counts = counts with
            {
                Rows = counts.Rows + rows.Count,
                Objects = counts.Objects + rows.Count(static row => row.Key.Span[0] == RowFamily.Object),
                Stripes = stripes.CheckedCount,
            };
            await observer.ProgressedAsync(counts, cancellationToken);
            if (rows.Count < limit) return counts;
            range = range with { Start = RowKeys.Next(rows[^1].Key.Span) };
            await pacer.AfterPageAsync(rows, cancellationToken);
        }
    }
}
