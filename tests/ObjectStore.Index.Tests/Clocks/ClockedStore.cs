using ObjectStore.Index.InMemory;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Tests.Clocks;

/// <summary>A store whose server has a clock of its own.</summary>
internal sealed class ClockedStore(Func<DateTimeOffset?> clock) : IOrderedStore
{
    private readonly InMemoryOrderedStore _inner = new();

    /// <summary>How often the clock was asked.</summary>
    public int Questions { get; private set; }

    public ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => _inner.ReadAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) => _inner.ReadAsync(keys, cancellationToken);

    public ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken) =>
        _inner.ScanAsync(range, limit, reverse, cancellationToken);

    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken) => _inner.CommitAsync(commit, cancellationToken);

    public ValueTask<IOrderedSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) => _inner.OpenSnapshotAsync(cancellationToken);

    public ValueTask<DateTimeOffset?> ReadClockAsync(CancellationToken cancellationToken)
    {
        Questions++;
        return ValueTask.FromResult(clock());
    }

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
