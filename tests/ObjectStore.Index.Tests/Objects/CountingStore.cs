using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Tests.Objects;

/// <summary>Counts what is asked of a store.</summary>
internal sealed class CountingStore(IOrderedStore inner) : IOrderedStore
{
    public int Scans { get; private set; }

    public int RowsRead { get; private set; }

    public int Commits { get; private set; }

    public int RowsPut { get; private set; }

    public ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => inner.ReadAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) =>
        inner.ReadAsync(keys, cancellationToken);

    public async ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken)
    {
        var rows = await inner.ScanAsync(range, limit, reverse, cancellationToken);
        Scans++;
        RowsRead += rows.Count;
        return rows;
    }

    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        Commits++;
        RowsPut += commit.Puts.Count;
        return inner.CommitAsync(commit, cancellationToken);
    }

    public ValueTask<IOrderedSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) => inner.OpenSnapshotAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
