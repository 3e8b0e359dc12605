using ObjectStore.Core.Errors;
using ObjectStore.Index.Heat;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Keymap;

/// <summary>
/// A partition as a gateway knows it, and the only way to its rows. Every answer holds only as long as the partition's row in the database is the one
/// that was read; otherwise StaleEpoch is thrown, and the router looks again.
/// </summary>
/// <remarks>Thread-safe. Reads are linearizable with splits and moves: whoever takes the range away rewrites the row first.</remarks>
internal sealed class Partition
{
    private readonly ReadOnlyMemory<byte> _rowKey;
    private readonly long _revision;

    public Partition(IndexDatabase database, PartitionRecord record, long revision, PartitionHeat heat)
    {
        Database = database;
        Record = record;
        _rowKey = RowKeys.Partition(record.Start.Span);
        _revision = revision;
        Heat = heat;
    }

    public IndexDatabase Database { get; }

    public PartitionRecord Record { get; }

    /// <summary>Counts the requests.</summary>
    public PartitionHeat Heat { get; }

    /// <summary>Holds as long as nobody splits, merges or moves the partition.</summary>
    public CommitCondition Fence => CommitCondition.HasRevision(_rowKey, _revision);

    private IOrderedStore Store => Database.Store;

    /// <summary>A commit whose first condition is the fence.</summary>
    public CommitBuilder BeginCommit() => new CommitBuilder().Require(Fence);

    /// <summary>Whether the position lies in the range.</summary>
    public bool Contains(Position position) =>
        position.CompareBound(Record.Start.Span) <= 0 && (Record.End.IsEmpty || position.CompareBound(Record.End.Span) > 0);

    /// <summary>The rows of a family that belong to the partition.</summary>
    public KeyRange RowsOf(byte family) => RowKeys.Between(family, Record.Start, Record.End);

    /// <summary>The row, or null.</summary>
    public async ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        var rows = await Store.ReadAsync([key, _rowKey], cancellationToken);
        CheckFence(rows[1]);
        return rows[0];
    }

    /// <summary>The rows of these keys in their order, from one snapshot.</summary>
    public async ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        var rows = await Store.ReadAsync([.. keys, _rowKey], cancellationToken);
        CheckFence(rows[^1]);
        return rows;
    }

    /// <summary>The first rows of a range that lies in the partition. The fence is read after them, so that it held while they were read.</summary>
    public ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, CancellationToken cancellationToken) =>
        ScanAsync(range, limit, reverse: false, cancellationToken);

    /// <summary>The same, or the last rows, the last one first.</summary>
    public async ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken)
    {
        var rows = await Store.ScanAsync(range, limit, reverse, cancellationToken);
        CheckFence(await Store.ReadAsync(_rowKey, cancellationToken));
        return rows;
    }

    /// <summary>Applies a commit that <see cref="BeginCommit"/> began; while the partition is being copied it also notes which rows change.</summary>
    /// <returns>Applied, or the condition that failed; never the fence.</returns>
    public async ValueTask<CommitResult> CommitAsync(CommitBuilder commit, CancellationToken cancellationToken)
    {
        if (Record.State == PartitionState.Copying) commit.NoteChanges();
        var result = await Store.CommitAsync(commit.Build(), cancellationToken);
        return result.FailedCondition == 0 ? throw Stale() : result;
    }

    private void CheckFence(Row? row)
    {
        if (row is not { } present || present.Revision != _revision) throw Stale();
    }

    private static StorageException Stale() => new(StorageErrorCode.StaleEpoch, "The partition was split, merged or moved.");
}
