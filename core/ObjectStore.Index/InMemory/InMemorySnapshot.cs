using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.InMemory;

/// <summary>A copy of a store that nobody writes to.</summary>
internal sealed class InMemorySnapshot(InMemoryOrderedStore copy) : IOrderedSnapshot
{
    private volatile bool _isDisposed;

    public ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, CancellationToken cancellationToken)
    {
        if (_isDisposed) throw new StorageException(StorageErrorCode.IndexUnavailable, "The snapshot is closed.");
        return copy.ScanAsync(range, limit, reverse: false, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        return ValueTask.CompletedTask;
    }
}
