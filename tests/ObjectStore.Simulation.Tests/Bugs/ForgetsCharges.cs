using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Simulation.Tests.Bugs;

/// <summary>A store in which commits that are charged to a quota leave the purse as it was.</summary>
internal sealed class ForgetsCharges : PlantedBugs
{
    public override IOrderedStore OnIndex(IOrderedStore store) => new ForgetfulStore(store);

    private sealed class ForgetfulStore(IOrderedStore inner) : IOrderedStore
    {
        public ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => inner.ReadAsync(key, cancellationToken);

        public ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) => inner.ReadAsync(keys, cancellationToken);

        public ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken) =>
            inner.ScanAsync(range, limit, reverse, cancellationToken);

        public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken) =>
            inner.CommitAsync(commit with { Puts = [.. commit.Puts.Where(static put => !IsPurse(put.Key.Span))] }, cancellationToken);

        public ValueTask<IOrderedSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) => inner.OpenSnapshotAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        private static bool IsPurse(ReadOnlySpan<byte> key) => key[0] == RowFamily.Quota && RowKeys.KindOfQuota(key) == RowKeys.QuotaPurse;
    }
}
