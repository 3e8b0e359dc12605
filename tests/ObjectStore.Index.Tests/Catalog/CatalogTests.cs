using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;
using ObjectStore.Index.Tests.Keymap;
using ObjectStore.Placement;
using ObjectStore.Testing;
using Xunit;

namespace ObjectStore.Index.Tests.Catalog;

public sealed class CatalogTests : IAsyncDisposable
{
    private readonly FaultyStore _store = new(new InMemoryOrderedStore());
    private readonly ICatalog _catalog;

    public CatalogTests() => _catalog = TestCatalog.Over(_store);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task CreateBucket_NameTaken_GivesTheExistingOne()
    {
        var (first, isFirstCreated) = await _catalog.CreateBucketAsync(Samples.BucketRecord, Cancel);
        var (second, isSecondCreated) = await _catalog.CreateBucketAsync(Samples.BucketRecord with { Id = new BucketId(2), OwnerId = "other" }, Cancel);

        Assert.True(isFirstCreated);
        Assert.False(isSecondCreated);
        Assert.Equal(first, second);
        Assert.Equal(first, await _catalog.GetBucketAsync(first.Name, Cancel));
    }

    [Fact]
    public async Task CreateBucket_IdTaken_IsRefused()
    {
        await _catalog.CreateBucketAsync(Samples.BucketRecord, Cancel);

        var exception = await Assert.ThrowsAsync<StorageException>(async () => await _catalog.CreateBucketAsync(Samples.BucketRecord with { Name = "other" }, Cancel));

        Assert.Equal(StorageErrorCode.StaleEpoch, exception.Code);
        Assert.Null(await _catalog.GetBucketAsync("other", Cancel));
    }

    [Fact]
    public async Task ListBuckets_Pages_AreInOrder()
    {
        foreach (var (name, id) in new[] { ("b", 1UL), ("a", 2UL), ("a-1", 3UL), ("c", 4UL) })
        {
            await _catalog.CreateBucketAsync(Samples.BucketRecord with { Name = name, Id = new BucketId(id) }, Cancel);
        }

        var first = await _catalog.ListBucketsAsync("", 2, Cancel);
        var second = await _catalog.ListBucketsAsync(first[^1].Name, 10, Cancel);

        Assert.Equal(["a", "a-1"], first.Select(bucket => bucket.Name));
        Assert.Equal(["b", "c"], second.Select(bucket => bucket.Name));
    }

    [Fact]
    public async Task TryStoreClusterMap_NotTheNextEpoch_IsRefused()
    {
        Assert.Equal(default, (await _catalog.GetClusterMapAsync(Cancel)).Epoch);
        Assert.False(await _catalog.TryStoreClusterMapAsync(new ClusterMap(new Epoch(2), [], []), Cancel));
        Assert.True(await _catalog.TryStoreClusterMapAsync(new ClusterMap(new Epoch(1), Samples.Map.Devices, []), Cancel));
        Assert.False(await _catalog.TryStoreClusterMapAsync(new ClusterMap(new Epoch(1), [], []), Cancel));
        Assert.True(await _catalog.TryStoreClusterMapAsync(new ClusterMap(new Epoch(2), Samples.Map.Devices, Samples.Map.Groups), Cancel));

        var map = await _catalog.GetClusterMapAsync(Cancel);
        Assert.Equal(new Epoch(2), map.Epoch);
        Assert.Equal(Samples.Map.Devices, map.Devices);
    }

    [Fact]
    public async Task JobState_Stored_IsGivenBack()
    {
        Assert.Null(await _catalog.GetJobStateAsync("sweep", Cancel));
        await _catalog.StoreJobStateAsync("sweep", new byte[] { 1, 2 }, Cancel);
        await _catalog.StoreJobStateAsync("sweep", Array.Empty<byte>(), Cancel);

        var state = await _catalog.GetJobStateAsync("sweep", Cancel);
        Assert.Equal(0, state!.Value.Length);
    }

    [Fact]
    public async Task ListJobStates_ManyWithThePrefix_AreGivenInOrderAndNoOthers()
    {
        var expected = Enumerable.Range(0, 250).Select(static number => $"walk/{number:d3}").ToArray();
        foreach (var name in expected.Reverse().Append("walk").Append("walk0").Append("walj/1")) await _catalog.StoreJobStateAsync(name, new[] { (byte)name.Length }, Cancel);

        var states = await _catalog.ListJobStatesAsync("walk/", Cancel).ToListAsync(Cancel);

        Assert.Equal(expected, states.Select(static state => state.Key));
        Assert.All(states, static state => Assert.Equal((byte)state.Key.Length, Assert.Single(state.Value!.Value.ToArray())));
        Assert.Empty(await _catalog.ListJobStatesAsync("nothing/", Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task ListJobStates_OneDamaged_TellsOfIt()
    {
        foreach (var name in new[] { "walk/1", "walk/2", "walk/3" }) await _catalog.StoreJobStateAsync(name, "state"u8.ToArray(), Cancel);
        await _store.CommitAsync(new CommitBuilder().Put(RowKeys.JobState("walk/2"), "damaged"u8.ToArray()).Build(), Cancel);

        var states = await _catalog.ListJobStatesAsync("walk/", Cancel).ToListAsync(Cancel);

        Assert.Equal([("walk/1", true), ("walk/2", false), ("walk/3", true)], states.Select(static state => (state.Key, state.Value is not null)));
    }

    [Fact]
    public async Task StoreJobStates_Several_ChangeInOneCommit()
    {
        await _catalog.StoreJobStateAsync("old", "state"u8.ToArray(), Cancel);
        var commits = 0;
        _store.AfterCommit = _ => commits++;

        await _catalog.StoreJobStatesAsync([new("old", null), new("new", "state"u8.ToArray())], Cancel);

        Assert.Equal(1, commits);
        Assert.Null(await _catalog.GetJobStateAsync("old", Cancel));
        Assert.NotNull(await _catalog.GetJobStateAsync("new", Cancel));
    }
}
