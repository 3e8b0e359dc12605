using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Keymap;

/// <summary>Scans rows of one family over the partitions that hold them, in order; asks the next partition only when a page is not full.</summary>
/// <param name="router">Finds the partitions.</param>
/// <param name="countsHeat">Whether the scans are requests of users.</param>
internal sealed class RoutedScan(KeymapRouter router, bool countsHeat = true)
{
    /// <summary>The first rows of a range of one family; fewer than <paramref name="limit"/> mean that the range holds no more.</summary>
    public async ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, CancellationToken cancellationToken)
    {
        List<Row>? before = null;
        while (true)
        {
            var position = RowKeys.PositionOf(range.Start.Span);
            var page = await router.RunAsync(
                position,
                (Range: range, Limit: limit - (before?.Count ?? 0), CountsHeat: countsHeat),
                static (partition, scan, cancellationToken) => ScanAsync(partition, scan.Range, scan.Limit, scan.CountsHeat, cancellationToken),
                cancellationToken);
            if (before is null && page.Next is null) return page.Rows;
            (before ??= []).AddRange(page.Rows);
            if (page.Next is not { } next) return before;
            range = range with { Start = next };
        }
    }

    /// <summary>The part of the range that lies in the partition, and where to go on, or null at the end of the range or of the page.</summary>
    private static async ValueTask<(IReadOnlyList<Row> Rows, ReadOnlyMemory<byte>? Next)> ScanAsync(
        Partition partition, KeyRange range, int limit, bool countsHeat, CancellationToken cancellationToken)
    {
        var end = partition.RowsOf(range.Start.Span[0]).End;
        var isLast = partition.Record.End.IsEmpty || end.Span.SequenceCompareTo(range.End.Span) >= 0;
        var rows = await partition.ScanAsync(isLast ? range : range with { End = end }, limit, cancellationToken);
        if (countsHeat)
        {
            var start = RowKeys.PositionOf(range.Start.Span);
            partition.Heat.CountRead(start.Bucket, start.Key.Span, BytesOf(rows));
        }

        return (rows, isLast || rows.Count == limit ? (ReadOnlyMemory<byte>?)null : end);
    }

    private static long BytesOf(IReadOnlyList<Row> rows)
    {
        long bytes = 0;
        for (var i = 0; i < rows.Count; i++) bytes += rows[i].Key.Length + rows[i].Value.Length;
        return bytes;
    }
}
