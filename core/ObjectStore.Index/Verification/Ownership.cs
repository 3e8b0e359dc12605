using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Verification;

/// <summary>What the rows of one database say about which ranges it may hold. Rows that cannot be read are left out: their own check tells of them.</summary>
internal sealed class Ownership
{
    private readonly IOrderedStore _store;
    private List<PartitionRecord> _partitions = [];
    private List<DiscardedRange> _discarded = [];

    private Ownership(IOrderedStore store) => _store = store;

    public IReadOnlyList<PartitionRecord> Partitions => _partitions;

    public static async ValueTask<Ownership> ReadAsync(IOrderedStore store, CancellationToken cancellationToken)
    {
        var ownership = new Ownership(store);
        await ownership.RefreshAsync(cancellationToken);
        return ownership;
    }

    /// <summary>Reads partitions and discarded ranges anew. Partitions first: a range that is neither then was so at one moment.</summary>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        var partitions = new List<PartitionRecord>();
        foreach (var row in await KeymapRows.ReadAllAsync(_store, RowFamily.Partition, cancellationToken))
        {
            if (PartitionCodec.TryDecode(row, out var record)) partitions.Add(record);
        }

        var discarded = new List<DiscardedRange>();
        foreach (var row in await KeymapRows.ReadAllAsync(_store, RowFamily.Discarded, cancellationToken))
        {
            if (DiscardedRange.TryDecode(row, out var range)) discarded.Add(range);
        }

        (_partitions, _discarded) = (partitions, discarded);
    }

    /// <summary>Whether the database serves the position, so that its rows there must be whole.</summary>
    public bool Serves(Position position) => Find(position) is { State: not PartitionState.Incoming };

    /// <summary>Whether rows at the position may be there: owned, coming, or waiting to be deleted.</summary>
    public bool Allows(Position position) =>
        Find(position) is not null || _discarded.Exists(range => Contains(range.Start.Span, range.End.Span, position));

    private PartitionRecord? Find(Position position)
    {
        var (low, high) = (0, _partitions.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (position.CompareBound(_partitions[middle].Start.Span) <= 0) low = middle;
            else high = middle - 1;
        }

        return _partitions.Count > 0 && Contains(_partitions[low].Start.Span, _partitions[low].End.Span, position) ? _partitions[low] : null;
    }

    private static bool Contains(ReadOnlySpan<byte> start, ReadOnlySpan<byte> end, Position position) =>
        position.CompareBound(start) <= 0 && (end.IsEmpty || position.CompareBound(end) > 0);
}
