using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.InMemory;

/// <summary>The reference model of the ordered store: a sorted list under one lock. For tests and simulations; nothing survives the object.</summary>
/// <remarks>
/// Invariants: keys ascend strictly by unsigned bytes; revisions of rows are at most the last revision. Writing costs O(rows).
/// </remarks>
public sealed class InMemoryOrderedStore : IOrderedStore
{
    private readonly Lock _lock = new();
    private readonly List<Row> _rows;
    private long _lastRevision;

    /// <summary>An empty store.</summary>
    public InMemoryOrderedStore()
        : this([])
    {
    }

    private InMemoryOrderedStore(List<Row> rows) => _rows = rows;

    /// <inheritdoc />
    public ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        CommitRules.CheckKey(key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock) return new ValueTask<Row?>(Find(key));
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys) CommitRules.CheckKey(key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock) return new ValueTask<IReadOnlyList<Row?>>([.. keys.Select(Find)]);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken)
    {
        CommitRules.CheckScanLimit(limit);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var (from, to) = BoundsOf(range);
            var count = Math.Min(limit, to - from);
            var rows = reverse ? _rows.GetRange(to - count, count) : _rows.GetRange(from, count);
            if (reverse) rows.Reverse();
            return new ValueTask<IReadOnlyList<Row>>(rows);
        }
    }

    /// <inheritdoc />
    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        CommitRules.Check(commit);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            for (var i = 0; i < commit.Conditions.Count; i++)
            {
                if (!Holds(commit.Conditions[i])) return new ValueTask<CommitResult>(new CommitResult(0, i));
            }

            _lastRevision++;
            foreach (var key in commit.Deletes) Delete(key);
            foreach (var (key, value) in commit.Puts) Put(new Row(key.ToArray(), value.ToArray(), _lastRevision));
            return new ValueTask<CommitResult>(new CommitResult(_lastRevision, -1));
        }
    }

    /// <inheritdoc />
    public ValueTask<IOrderedSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock) return new ValueTask<IOrderedSnapshot>(new InMemorySnapshot(new InMemoryOrderedStore([.. _rows])));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private bool Holds(CommitCondition condition) => condition.Kind switch
    {
        CommitConditionKind.Absent => Find(condition.Key) is null,
        CommitConditionKind.Exists => Find(condition.Key) is not null,
        CommitConditionKind.Revision => Find(condition.Key) is { } row && row.Revision == condition.Revision,
        _ => BoundsOf(condition.Range) is var (from, to) && from == to,
    };

    private Row? Find(ReadOnlyMemory<byte> key)
    {
        var index = IndexOf(key);
        return index >= 0 ? _rows[index] : null;
    }

    private void Put(Row row)
    {
        var index = IndexOf(row.Key);
        if (index >= 0) _rows[index] = row;
        else _rows.Insert(~index, row);
    }

    private void Delete(ReadOnlyMemory<byte> key)
    {
        var index = IndexOf(key);
        if (index >= 0) _rows.RemoveAt(index);
    }

    private (int From, int To) BoundsOf(KeyRange range)
    {
        var from = LowerBound(range.Start);
        var to = range.End.IsEmpty ? _rows.Count : LowerBound(range.End);
        return (from, Math.Max(from, to));
    }

    private int LowerBound(ReadOnlyMemory<byte> key)
    {
        var index = IndexOf(key);
        return index >= 0 ? index : ~index;
    }

    /// <summary>Index of the row, or the complement of where it would be.</summary>
    private int IndexOf(ReadOnlyMemory<byte> key)
    {
        var (low, high) = (0, _rows.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = _rows[middle].Key.Span.SequenceCompareTo(key.Span);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }
}
