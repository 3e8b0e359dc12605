using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Curator.Tests.Fakes;

/// <summary>An ordered store whose every call may be the process's last.</summary>
internal sealed class KillableOrderedStore(IOrderedStore inner, KillSwitch kill) : IOrderedStore
{
    /// <summary>Runs before each commit, and may throw in its place.</summary>
    public Action<Commit>? OnCommit { get; init; }

    /// <summary>The clock of its server, where it is to have one.</summary>
    public Func<DateTimeOffset?> Clock { get; init; } = static () => null;

    // The in-memory store completes at once, so that waiting for it inside the switch blocks nobody.
    public ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(kill.Call(() => Completed(inner.ReadAsync(key, cancellationToken))));

    public ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) =>
        ValueTask.FromResult(kill.Call(() => Completed(inner.ReadAsync(keys, cancellationToken))));

    public ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken) =>
        ValueTask.FromResult(kill.Call(() => Completed(inner.ScanAsync(range, limit, reverse, cancellationToken))));

    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        OnCommit?.Invoke(commit);
        return ValueTask.FromResult(kill.Call(() => Completed(inner.CommitAsync(commit, cancellationToken))));
    }

    public ValueTask<IOrderedSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IOrderedSnapshot>(new KillableSnapshot(kill.Call(() => Completed(inner.OpenSnapshotAsync(cancellationToken))), kill));

    public ValueTask<DateTimeOffset?> ReadClockAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Clock());

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    internal static T Completed<T>(ValueTask<T> task)
    {
        if (!task.IsCompleted) throw new InvalidOperationException("The in-memory store completes at once.");
#pragma warning disable VSTHRD002 // It is completed.
        return task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }
}
