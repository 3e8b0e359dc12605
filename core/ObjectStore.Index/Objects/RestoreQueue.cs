using ObjectStore.Index.Keymap;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects;

/// <summary>The restorations in the partitions of all databases.</summary>
public sealed class RestoreQueue : IRestoreQueue
{
    private readonly RoutedScan _scan;

    /// <summary>Those in the databases of a router.</summary>
    public RestoreQueue(KeymapRouter router)
    {
        ArgumentNullException.ThrowIfNull(router);
        _scan = new RoutedScan(router, countsHeat: false);
    }

    /// <inheritdoc />
    public async ValueTask<RestorePage> ListAsync(ReadOnlyMemory<byte> cursor, int limit, CancellationToken cancellationToken)
    {
        var range = RowKeys.AllOf(RowFamily.Restore);
        var rows = await _scan.ScanAsync(cursor.IsEmpty ? range : range with { Start = cursor }, limit, cancellationToken);
        var entries = new List<RestoreEntry>(rows.Count);
        foreach (var row in rows)
        {
            // One row that cannot be read must not hold up those of other keys.
            if (RestoreEntryCodec.TryDecode(row.Key.Span, row.Value.Span, out var entry)) entries.Add(entry);
        }

        return new RestorePage(entries, rows.Count - entries.Count, rows.Count < limit ? default : RowKeys.Next(rows[^1].Key.Span));
    }
}
