using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Heat;

/// <summary>Heat reports as rows of the catalog's database; docs/format/index.md.</summary>
public sealed class HeatReports : IHeatReports
{
    private const int PageRows = 64;

    private readonly IOrderedStore _store;

    /// <summary>The reports in the catalog of a router.</summary>
    public HeatReports(KeymapRouter router)
    {
        ArgumentNullException.ThrowIfNull(router);
        _store = router.Databases.Catalog.Store;
    }

    /// <inheritdoc />
    public async ValueTask StoreAsync(HeatReport report, CancellationToken cancellationToken)
    {
        var commit = new CommitBuilder();
        foreach (var (key, value) in HeatRows.Encode(report)) commit.Put(key, value);
        await _store.CommitAsync(commit.Build(), cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<HeatReport>> ListAsync(CancellationToken cancellationToken)
    {
        var pages = new List<HeatPage>();
        await foreach (var row in ReadAsync(HeatRows.Range, cancellationToken))
        {
            if (HeatCodec.TryDecode(row.Key.Span, row.Value.Span, out var page)) pages.Add(page);
        }

        return HeatRows.Join(pages);
    }

    /// <inheritdoc />
    public async ValueTask RemoveAsync(string reporter, CancellationToken cancellationToken)
    {
        var prefix = HeatCodec.RowPrefix(reporter);
        var commit = new CommitBuilder();
        await foreach (var row in ReadAsync(new KeyRange(prefix, RowKeys.PrefixEnd(prefix)), cancellationToken)) commit.Delete(row.Key);
        await _store.CommitAsync(commit.Build(), cancellationToken);
    }

    private async IAsyncEnumerable<Row> ReadAsync(KeyRange range, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var rows = await _store.ScanAsync(range, PageRows, reverse: false, cancellationToken);
            foreach (var row in rows) yield return row;
            if (rows.Count < PageRows) yield break;
            range = range with { Start = RowKeys.Next(rows[^1].Key.Span) };
        }
    }
}
