using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Conformance.Keymap;

/// <summary>The database as one simulated process sees it: something may happen before each call, and the process may die just before or after a commit.</summary>
internal sealed class KillableStore(IOrderedStore inner, ProcessFate fate) : IOrderedStore
{
    public async ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        await fate.BeforeCallAsync();
        return await inner.ReadAsync(key, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        await fate.BeforeCallAsync();
        return await inner.ReadAsync(keys, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken)
    {
        await fate.BeforeCallAsync();
        return await inner.ScanAsync(range, limit, reverse, cancellationToken);
    }


    public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        await fate.BeforeCallAsync();
        fate.BeforeCommit();
        var result = await inner.CommitAsync(commit, cancellationToken);
        fate.AfterCommit();
        return result;
    }

    public async ValueTask<IOrderedSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken)
    {
        await fate.BeforeCallAsync();
        return await inner.OpenSnapshotAsync(cancellationToken);
    }

    /// <summary>The database outlives the process.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
