using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Curator.Tests.Fakes;

/// <summary>A snapshot of an ordered store whose every scan may be the process's last.</summary>
internal sealed class KillableSnapshot(IOrderedSnapshot inner, KillSwitch kill) : IOrderedSnapshot
{
    public ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult(kill.Call(() => KillableOrderedStore.Completed(inner.ScanAsync(range, limit, cancellationToken))));

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
