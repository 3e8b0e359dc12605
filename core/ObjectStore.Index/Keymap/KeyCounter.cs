using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Keymap;

/// <summary>Counts the objects of a range by reading their rows, at a rate.</summary>
public sealed class KeyCounter(KeymapRouter router, MoveOptions options, TimeProvider time)
{
    /// <summary>Positions that are kept: enough to cut into eight evenly.</summary>
    public const int PositionsMax = 128;

    private readonly RoutedScan _scan = new(router, countsHeat: false);

    /// <summary>Counts what lies between two bounds.</summary>
    public async ValueTask<CountedKeys> CountAsync(ReadOnlyMemory<byte> start, ReadOnlyMemory<byte> end, CancellationToken cancellationToken)
    {
        var pacer = new PagePacer(options, time);
        var range = RowKeys.Between(RowFamily.Object, start, end);
        var positions = new List<ReadOnlyMemory<byte>>();
        long keys = 0;
        long stride = 1;
        while (true)
        {
            var limit = pacer.PageRows;
            var rows = await _scan.ScanAsync(range, limit, cancellationToken);
            foreach (var row in rows)
            {
                if (++keys % stride == 0) positions.Add(row.Key[1..].ToArray());
                if (positions.Count < PositionsMax) continue;
                positions = [.. positions.Where(static (_, i) => i % 2 == 1)];
                stride *= 2;
            }

            if (rows.Count < limit) return new CountedKeys(keys, positions);
            range = range with { Start = RowKeys.Next(rows[^1].Key.Span) };
            await pacer.AfterPageAsync(rows, cancellationToken);
        }
    }
}
