using ObjectStore.Core.Errors;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Operator.Tests.Controllers;

/// <summary>The ordered store in memory, one of whose commits fails when a test asks for it.</summary>
internal sealed class FaultyStore : IOrderedStore
{
    private readonly InMemoryOrderedStore _store = new();
    private int _family = -1;

    /// <summary>The next commit that puts a row of this family (docs/format/index.md §2) is not applied, and throws.</summary>
    public void FailNextPutOf(char family) => Volatile.Write(ref _family, family);

    /// <inheritdoc />
    public ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => _store.ReadAsync(key, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) => _store.ReadAsync(keys, cancellationToken);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken) => _store.ScanAsync(range, limit, reverse, cancellationToken);

    /// <inheritdoc />
    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        var family = Volatile.Read(ref _family);
        if (family < 0 || !commit.Puts.Any(put => put.Key.Span[0] == family) || Interlocked.Exchange(ref _family, -1) < 0) return _store.CommitAsync(commit, cancellationToken);
        throw new StorageException(StorageErrorCode.IndexUnavailable, "The index does not answer.");
    }

    /// <inheritdoc />
    public ValueTask<IOrderedSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) => _store.OpenSnapshotAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
