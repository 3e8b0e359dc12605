using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Databases;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;
using ObjectStore.Index.Tests.Keymap;
using ObjectStore.Testing;
using Xunit;

namespace ObjectStore.Index.Tests.Databases;

public sealed class DatabaseBindingTests : IAsyncDisposable
{
    private readonly InMemoryOrderedStore _a = new();
    private readonly InMemoryOrderedStore _b = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _a.DisposeAsync();
        await _b.DisposeAsync();
    }

    [Fact]
    public async Task BindCatalog_TwiceUnderItsName_KeepsTheIdentity()
    {
        var first = await BindCatalogAsync(_a, "a");

        Assert.Equal(first, await BindCatalogAsync(_a, "a", isNewAllowed: false));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task BindCatalog_WhileAnotherProcessMakesIt_FindsTheOneThatWasMade(int readNumber)
    {
        DatabaseIdentity? made = null;
        var reads = 0;
        await using var store = new FaultyStore(_a)
        {
            BeforeRead = async () =>
            {
                if (++reads == readNumber) made = await BindCatalogAsync(_a, "a");
            },
        };

        var found = await DatabaseBinding.BindCatalogAsync(store, "a", new CatalogExpectation(null, EmptyCatalog.Await), Cancel);

        Assert.Equal(made, found);
    }

    [Fact]
    public async Task BindCatalog_OfTheReleaseBefore_KeepsTheCluster()
    {
        var cluster = Guid.NewGuid();
        var key = RowKeys.JobState("cluster-identity");
        await PutAsync(_a, key, JobStateCodec.Encode(key, cluster.ToByteArray()));
        await PutAsync(_a, RowKeys.Partition(default), PartitionCodec.Encode(new PartitionRecord(default, default, new Epoch(1), PartitionState.Serving, default)));

        Assert.Equal(cluster, (await BindCatalogAsync(_a, "main", isNewAllowed: false)).Cluster);
    }

    [Fact]
    public async Task BindCatalog_OfTheReleaseBefore_IsStillReadByIt()
    {
        var identity = await BindCatalogAsync(_a, "a");

        var state = await TestCatalog.Over(_a).GetJobStateAsync("cluster-identity", Cancel);
        Assert.Equal(identity.Cluster.ToByteArray(), state?.ToArray());
    }

    [Fact]
    public async Task BindCatalog_OfAnotherDatabaseOfTheCluster_IsRefusedAndSaysWhichIsFirst()
    {
        var identity = await BindCatalogAsync(_a, "a");
        await BindAsync(_b, "b", identity);

        Assert.Contains("catalog lies in 'a'", await RefusalAsync(() => BindCatalogAsync(_b, "b")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BindCatalog_UnderAnotherName_IsRefused()
    {
        await BindCatalogAsync(_a, "a");

        Assert.Contains("is 'a'", await RefusalAsync(() => BindCatalogAsync(_a, "x")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BindCatalog_EmptyWhereDevicesAre_IsRefusedAndLeavesItEmpty()
    {
        Assert.Contains("is empty", await RefusalAsync(() => BindCatalogAsync(_a, "a", isNewAllowed: false)), StringComparison.Ordinal);

        Assert.Empty(await _a.ScanAsync(new KeyRange(new byte[] { 0 }, default), 1, reverse: false, Cancel));
    }

    [Fact]
    public async Task BindCatalog_RowsWithoutACatalog_IsRefused()
    {
        await PutAsync(_a, RowKeys.Fence(Samples.Bucket), "anything"u8.ToArray());

        Assert.Contains("something else", await RefusalAsync(() => BindCatalogAsync(_a, "a")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BindCatalog_TwoProcessesAtOnce_GiveOneCluster()
    {
        var other = Guid.Empty;
        var store = new Keymap.FaultyStore(_a);
        store.BeforeCommit = _ =>
        {
            store.BeforeCommit = null;
#pragma warning disable VSTHRD002 // The store in memory completes at once.
            other = BindCatalogAsync(_a, "a").GetAwaiter().GetResult().Cluster;
#pragma warning restore VSTHRD002
        };

        Assert.Equal((await BindCatalogAsync(store, "a")).Cluster, other);
    }

    [Fact]
    public async Task Bind_DatabaseOfAnotherCluster_IsRefused()
    {
        var identity = await BindCatalogAsync(_a, "a");
        await BindAsync(_b, "b", identity with { Cluster = Guid.NewGuid() });

        Assert.Contains("another cluster", await RefusalAsync(() => BindAsync(_b, "b", identity)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bind_CatalogOfAnotherCluster_IsRefused()
    {
        await BindCatalogAsync(_b, "a");
        var identity = await BindCatalogAsync(_a, "a");

        Assert.Contains("another cluster", await RefusalAsync(() => BindAsync(_b, "b", identity)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bind_DatabaseOfAnotherName_IsRefused()
    {
        var identity = await BindCatalogAsync(_a, "a");
        await BindAsync(_b, "b", identity);

        Assert.Contains("is 'b'", await RefusalAsync(() => BindAsync(_b, "c", identity)), StringComparison.Ordinal);
        await BindAsync(_b, "b", identity);
    }

    [Fact]
    public async Task Bind_EmptyDatabaseThatShouldHoldPartitions_IsRefused()
    {
        var identity = await BindCatalogAsync(_a, "a");
        await PlaceEverythingInAsync("b");

        Assert.Contains("restore it", await RefusalAsync(() => BindAsync(_b, "b", identity)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bind_DatabaseWithPartitionsOfTheReleaseBefore_IsTakenOver()
    {
        var identity = await BindCatalogAsync(_a, "a");
        await PlaceEverythingInAsync("b");
        await PutAsync(_b, RowKeys.Partition(default), PartitionCodec.Encode(new PartitionRecord(default, default, new Epoch(1), PartitionState.Serving, default)));

        await BindAsync(_b, "b", identity);

        Assert.Contains("another cluster", await RefusalAsync(() => BindAsync(_b, "b", identity with { Cluster = Guid.NewGuid() })), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bind_NewNameWithRowsOfSomethingElse_IsRefused()
    {
        var identity = await BindCatalogAsync(_a, "a");
        await PutAsync(_b, RowKeys.Fence(Samples.Bucket), "anything"u8.ToArray());

        Assert.Contains("not of this cluster", await RefusalAsync(() => BindAsync(_b, "b", identity)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequireDeclared_DatabaseWithPartitionsLeftOut_IsRefusedByName()
    {
        await BindCatalogAsync(_a, "a");
        await PlaceEverythingInAsync("b");

        await DatabaseBinding.RequireDeclaredAsync(CatalogOnly, ["a", "b"], TimeProvider.System, Cancel);
        Assert.Contains("'b'", await RefusalAsync(() => DatabaseBinding.RequireDeclaredAsync(CatalogOnly, ["a"], TimeProvider.System, Cancel)), StringComparison.Ordinal);
    }

    private IndexDatabases CatalogOnly => new([new IndexDatabase("a", _a)]);

    [Fact]
    public async Task BindCatalog_ProcessKnowsItsCluster_MakesThatOneAndRefusesOthers()
    {
        var cluster = Guid.NewGuid();
        var identity = await DatabaseBinding.BindCatalogAsync(_a, "a", new CatalogExpectation(cluster, EmptyCatalog.Make), Cancel);
        Assert.Equal(cluster, identity.Cluster);
        Assert.Equal(identity, await DatabaseBinding.BindCatalogAsync(_a, "a", new CatalogExpectation(cluster, EmptyCatalog.Await), Cancel));

        var other = new CatalogExpectation(Guid.NewGuid(), EmptyCatalog.Make);
        Assert.Contains("belongs to the cluster", await RefusalAsync(() => DatabaseBinding.BindCatalogAsync(_a, "a", other, Cancel)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BindCatalog_EmptyAndAwaited_MayBeTriedAgain()
    {
        var exception = await Assert.ThrowsAsync<StorageException>(() => DatabaseBinding.BindCatalogAsync(_a, "a", new CatalogExpectation(null, EmptyCatalog.Await), Cancel));
        Assert.Equal(StorageErrorCode.IndexUnavailable, exception.Code);
        await BindCatalogAsync(_a, "a");
    }

    private static Task<DatabaseIdentity> BindCatalogAsync(IOrderedStore store, string name, bool isNewAllowed = true) =>
        DatabaseBinding.BindCatalogAsync(store, name, new CatalogExpectation(null, isNewAllowed ? EmptyCatalog.Make : EmptyCatalog.Refuse), Cancel);

    private Task BindAsync(IOrderedStore store, string name, DatabaseIdentity ofCatalog) =>
        DatabaseBinding.BindAsync(store, name, CatalogOnly, ofCatalog, TimeProvider.System, Cancel);

    private Task PlaceEverythingInAsync(string database)
    {
        var entry = new KeymapEntry(default, default, new Epoch(1), database, null, 0, DateTimeOffset.UnixEpoch);
        return PutAsync(_a, RowKeys.Keymap(default), KeymapCodec.Encode(entry));
    }

    private static async Task PutAsync(IOrderedStore store, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) =>
        await store.CommitAsync(new Commit([], [new(key, value)], []), Cancel);

    private static async Task<string> RefusalAsync(Func<Task> action)
    {
        var refusal = await Assert.ThrowsAsync<StorageException>(action);
        Assert.Equal(StorageErrorCode.Refused, refusal.Code);
        return refusal.Message;
    }
}
