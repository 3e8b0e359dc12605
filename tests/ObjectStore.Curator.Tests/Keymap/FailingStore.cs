using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Curator.Tests.Keymap;

/// <summary>A database that a test can switch off, or fill.</summary>
internal sealed class FailingStore(IOrderedStore inner) : IOrderedStore
{
    private volatile bool _isDown;
    private int _commitsUntilFull = int.MaxValue;

    /// <summary>Whether every call fails.</summary>
    public bool IsDown
    {
        get => _isDown;
        set => _isDown = value;
    }

    /// <summary>Whether commits fail.</summary>
    public bool IsFull
    {
        get => _commitsUntilFull <= 0;
        set => _commitsUntilFull = value ? 0 : int.MaxValue;
    }

    /// <summary>Commits that still work.</summary>
    public int CommitsUntilFull
    {
        set => _commitsUntilFull = value;
    }

    private IOrderedStore Inner => IsDown ? throw new StorageException(StorageErrorCode.IndexUnavailable, "The test has switched the database off.") : inner;

    public ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => Inner.ReadAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) => Inner.ReadAsync(keys, cancellationToken);

    public ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken) =>
        Inner.ScanAsync(range, limit, reverse, cancellationToken);

    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken) =>
        Interlocked.Decrement(ref _commitsUntilFull) < 0 ? throw new StorageException(StorageErrorCode.IndexFull, "The test has filled the database.") : Inner.CommitAsync(commit, cancellationToken);

    public ValueTask<IOrderedSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) => Inner.OpenSnapshotAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
