using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Tests.Keymap;

/// <summary>A store in memory in front of which a test can count, delay and refuse commits.</summary>
internal sealed class FaultyStore(IOrderedStore inner) : IOrderedStore
{
    /// <summary>Called before each commit; what it throws is what the committer gets, and nothing is changed.</summary>
    public Action<Commit>? BeforeCommit { get; set; }

    /// <summary>Runs to its end before a commit is passed on.</summary>
    public Func<Task>? Meanwhile { get; set; }

    /// <summary>Says of each commit on which of its conditions it is refused, as if another had been faster; null lets it pass.</summary>
    public Func<Commit, int?>? RefusedCondition { get; set; }

    /// <summary>Called after each commit; what it throws is what the committer gets, although the commit was judged.</summary>
    public Action<Commit>? AfterCommit { get; set; }

    /// <summary>Run before each read and scan; what it throws is what the reader gets.</summary>
    public Func<Task>? BeforeRead { get; set; }

    /// <summary>Run before each snapshot is opened.</summary>
    public Func<Task>? BeforeSnapshot { get; set; }

    public async ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        if (BeforeRead is { } act) await act();
        return await inner.ReadAsync(key, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        if (BeforeRead is { } act) await act();
        return await inner.ReadAsync(keys, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken)
    {
        if (BeforeRead is { } act) await act();
        return await inner.ScanAsync(range, limit, reverse, cancellationToken);
    }

    public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        BeforeCommit?.Invoke(commit);
        if (Meanwhile is { } act) await act();
        if (RefusedCondition?.Invoke(commit) is { } refused) return new CommitResult(0, refused);
        var result = await inner.CommitAsync(commit, cancellationToken);
        AfterCommit?.Invoke(commit);
        return result;
    }

    public async ValueTask<IOrderedSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken)
    {
        if (BeforeSnapshot is { } act) await act();
        return await inner.OpenSnapshotAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
