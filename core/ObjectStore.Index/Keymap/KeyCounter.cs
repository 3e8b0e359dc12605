using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Keymap;

/// <summary>Counts the objects and versions of a range by reading their rows, at a rate.</summary>
public sealed class KeyCounter(KeymapRouter router, MoveOptions options, TimeProvider time)
{
    /// <summary>Positions that are kept: enough to cut into eight evenly.</summary>
    public const int PositionsMax = 128;

    private readonly RoutedScan _scan = new(router, countsHeat: false);

    /// <summary>Counts what lies between two bounds.</summary>
    public async ValueTask<CountedKeys> CountAsync(ReadOnlyMemory<byte> start, ReadOnlyMemory<byte> end, CancellationToken cancellationToken)
    {
        var pacer = new PagePacer(options, time);
        var sample = new Sample();
        foreach (var family in new[] { RowFamily.Object, RowFamily.Version })
        {
            var range = RowKeys.Between(family, start, end);
            while (true)
            {
                var limit = pacer.PageRows;
                var rows = await _scan.ScanAsync(range, limit, cancellationToken);
                foreach (var row in rows) sample.Add(row.Key);
                if (rows.Count < limit) break;
                range = range with { Start = RowKeys.Next(rows[^1].Key.Span) };
                await pacer.AfterPageAsync(rows, cancellationToken);
            }
        }

        return new CountedKeys(sample.Count, [.. sample.Positions.Order(KeyComparer.Instance)]);
    }

    /// <summary>Every n-th of the rows so far, n growing so that few are kept.</summary>
    private sealed class Sample
    {
        private long _stride = 1;

        public long Count { get; private set; }

        public List<ReadOnlyMemory<byte>> Positions { get; private set; } = [];

        public void Add(ReadOnlyMemory<byte> rowKey)
        {
            if (++Count % _stride == 0) Positions.Add(RowKeys.PositionOf(rowKey.Span).ToBound());
            if (Positions.Count < PositionsMax) return;
            Positions = [.. Positions.Where(static (_, i) => i % 2 == 1)];
            _stride *= 2;
        }
    }
}
