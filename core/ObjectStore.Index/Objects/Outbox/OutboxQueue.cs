using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Outbox;

/// <summary>The outbox over the partitions of all databases.</summary>
public sealed class OutboxQueue : IOutbox
{
    private readonly KeymapRouter _router;
    private readonly RoutedScan _scan;

    /// <summary>The outbox in the databases of a router.</summary>
    public OutboxQueue(KeymapRouter router)
    {
        ArgumentNullException.ThrowIfNull(router);
        _router = router;
        _scan = new RoutedScan(router, countsHeat: false);
    }

    /// <inheritdoc />
    public async ValueTask<OutboxPage> ListAsync(BucketId? bucket, ReadOnlyMemory<byte> cursor, int limit, CancellationToken cancellationToken)
    {
        var range = bucket is { } id ? RowKeys.OutboxOf(id) : RowKeys.AllOf(RowFamily.Outbox);
        var rows = await _scan.ScanAsync(cursor.IsEmpty ? range : range with { Start = cursor }, limit, cancellationToken);
        var entries = new List<OutboxEntry>(rows.Count);
        var unreadable = 0;
        foreach (var row in rows)
        {
            // One row that cannot be read must not hold up those of other keys.
            if (OutboxCodec.TryDecode(row, out var entry)) entries.Add(entry);
            else unreadable++;
        }

        return new OutboxPage(entries, unreadable, rows.Count < limit ? default : RowKeys.Next(rows[^1].Key.Span));
    }

    /// <inheritdoc />
    public ValueTask RemoveAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellationToken) =>
        RowRemoval.RunAsync(_router, entries.Select(static entry => entry.RowKey), cancellationToken);
}
