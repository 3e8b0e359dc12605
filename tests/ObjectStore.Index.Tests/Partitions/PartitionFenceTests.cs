using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Partitions;
using ObjectStore.Index.Rows;
using Xunit;

namespace ObjectStore.Index.Tests.Partitions;

/// <summary>What a split or a move does to writers that still hold the old partition table.</summary>
public sealed class PartitionFenceTests : IAsyncDisposable
{
    private static readonly byte[] FirstRow = RowKeys.Partition(default);
    private readonly InMemoryOrderedStore _store = new();
    private readonly ObjectIndex _index;

    public PartitionFenceTests() => _index = new ObjectIndex(_store, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Put_FirstInANewStore_MakesOnePartitionOfEverything()
    {
        await PutAsync("a");

        var row = await _store.ReadAsync(FirstRow, Cancel);
        Assert.True(PartitionCodec.TryDecode(row!.Value, out var partition));
        Assert.Equal((0, 0, new Epoch(1)), (partition.Start.Length, partition.End.Length, partition.Epoch));
    }

    [Fact]
    public async Task Put_AfterASplit_RefreshesAndGoesOn()
    {
        await PutAsync("a");
        var split = RowKeys.Object(Samples.Bucket, ObjectKey.From("m"))[1..];
        await StoreAsync(new CommitBuilder()
            .Put(FirstRow, PartitionCodec.Encode(FirstRow, new Epoch(2), split))
            .Put(RowKeys.Partition(split), PartitionCodec.Encode(RowKeys.Partition(split), new Epoch(2), default)));

        Assert.Equal(WriteOutcome.Applied, await PutAsync("b"));
        Assert.Equal(WriteOutcome.Applied, await PutAsync("m"));
        Assert.Equal(WriteOutcome.Applied, await PutAsync("z"));
    }

    [Fact]
    public async Task Put_PartitionMovedAway_IsStaleEpoch()
    {
        await PutAsync("z");
        var split = RowKeys.Object(Samples.Bucket, ObjectKey.From("m"))[1..];
        await StoreAsync(new CommitBuilder().Put(FirstRow, PartitionCodec.Encode(FirstRow, new Epoch(2), split)));

        var exception = await Assert.ThrowsAsync<StorageException>(() => PutAsync("z"));
        Assert.Equal(StorageErrorCode.StaleEpoch, exception.Code);
        Assert.Equal(WriteOutcome.Applied, await PutAsync("a"));
    }

    [Fact]
    public async Task Get_DamagedRow_IsCorruptIndex()
    {
        await PutAsync("a");
        await StoreAsync(new CommitBuilder().Put(RowKeys.Object(Samples.Bucket, ObjectKey.From("a")), new byte[20]));

        var exception = await Assert.ThrowsAsync<StorageException>(async () => await _index.GetAsync(Samples.Bucket, ObjectKey.From("a"), Cancel));
        Assert.Equal(StorageErrorCode.CorruptIndex, exception.Code);
        await Assert.ThrowsAsync<StorageException>(async () => await _index.ListAsync(Samples.Bucket, new ObjectListQuery(default, default, default, 10), Cancel));
        await Assert.ThrowsAsync<StorageException>(() => PutAsync("a"));
    }

    private async Task<WriteOutcome> PutAsync(string key)
    {
        await StoreAsync(new CommitBuilder().Put(RowKeys.Fence(Samples.Bucket), default));
        return await _index.PutAsync(Samples.Bucket, ObjectKey.From(key), Samples.Empty, default, Cancel);
    }

    private async Task StoreAsync(CommitBuilder commit) => await _store.CommitAsync(commit.Build(), Cancel);
}
