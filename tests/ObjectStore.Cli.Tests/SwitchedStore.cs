using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Cli.Tests;

/// <summary>A database that a test can switch off.</summary>
internal sealed class SwitchedStore(IOrderedStore inner) : IOrderedStore
{
    private volatile bool _isDown;

    /// <summary>Whether every call fails.</summary>
    public bool IsDown
    {
        get => _isDown;
        set => _isDown = value;
    }

    private IOrderedStore Inner => IsDown ? throw new StorageException(StorageErrorCode.IndexUnavailable, "The test has switched the database off.") : inner;

    public ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => Inner.ReadAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) => Inner.ReadAsync(keys, cancellationToken);

    public ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken) =>
        Inner.ScanAsync(range, limit, reverse, cancellationToken);

    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken) => Inner.CommitAsync(commit, cancellationToken);

    public ValueTask<IOrderedSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) => Inner.OpenSnapshotAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
