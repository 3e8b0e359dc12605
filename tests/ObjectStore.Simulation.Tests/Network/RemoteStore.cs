using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Simulation.Tests.Cluster;

namespace ObjectStore.Simulation.Tests.Network;

/// <summary>The database of the index as a gateway or the curator sees it: behind the network. Whether a commit that is lost was applied, nobody knows.</summary>
internal sealed class RemoteStore(SimulatedCluster cluster, SimulatedProcess caller, IOrderedStore database) : IOrderedStore
{
    public ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        new(CallAsync("read", () => database.ReadAsync(key, CancellationToken.None).AsTask(), cancellationToken));

    public ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) =>
        new(CallAsync("read", () => database.ReadAsync(keys, CancellationToken.None).AsTask(), cancellationToken));

    public ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken) =>
        new(CallAsync("scan", () => database.ScanAsync(range, limit, reverse, CancellationToken.None).AsTask(), cancellationToken));

    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken) =>
        new(CallAsync("commit", () => database.CommitAsync(commit, CancellationToken.None).AsTask(), cancellationToken));

    public ValueTask<IOrderedSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) =>
        new(CallAsync("snapshot", () => database.OpenSnapshotAsync(CancellationToken.None).AsTask(), cancellationToken));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<T> CallAsync<T>(string what, Func<Task<T>> call, CancellationToken cancellationToken) => cluster.Network.CallAsync(
        caller, () => cluster.Database, SimulatedCluster.DatabaseName, what, StorageErrorCode.IndexUnavailable, call, cancellationToken);
}
