using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Quotas;
using ObjectStore.Index.Rows;
using ObjectStore.Index.Tests.Keymap;
using ObjectStore.Index.Transfer;
using Xunit;

namespace ObjectStore.Index.Tests.Quotas;

/// <summary>Quotas of an owner over all its buckets.</summary>
public sealed class OwnerQuotaTests : IAsyncDisposable
{
    private const string Owner = "owner";

    private readonly KeymapCluster _cluster = new("main", "second");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Put_AllBucketsOfTheOwner_ShareTheQuota()
    {
        var (first, second) = (await CreateAsync("first"), await CreateAsync("second"));
        var foreign = await CreateAsync("foreign", "somebody");
        await PutAsync(first, "before", 40);

        Assert.Equal(new QuotaState(new StorageQuota(100, 3), QuotaMode.Enforced, new StoredAmount(40, 1)), await SetAsync(100, 3));

        Assert.Equal(WriteOutcome.OwnerBytesQuotaExceeded, await PutAsync(second, "a", 61));
        Assert.Equal(WriteOutcome.Applied, await PutAsync(second, "a", 60));
        Assert.Equal(WriteOutcome.OwnerBytesQuotaExceeded, await PutAsync(first, "b", 1));
        Assert.Equal(WriteOutcome.Applied, await PutAsync(first, "b", 0));
        Assert.Equal(WriteOutcome.OwnerObjectsQuotaExceeded, await PutAsync(first, "c", 0));
        Assert.Equal(WriteOutcome.Applied, await PutAsync(foreign, "a", 1000));
        await DeleteAsync(second, "a");
        Assert.Equal(WriteOutcome.Applied, await PutAsync(first, "c", 60));
        Assert.Equal(new StoredAmount(100, 3), (await StateAsync()).Used);
    }

    [Fact]
    public async Task Put_BothQuotas_HaveToHaveRoom()
    {
        var (first, second) = (await CreateAsync("first"), await CreateAsync("second"));
        await SetAsync(100, null);
        await _cluster.Quotas.SetAsync(first, new StorageQuota(50, null), Cancel);

        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await PutAsync(first, "a", 51));
        Assert.Equal(WriteOutcome.Applied, await PutAsync(second, "a", 60));
        Assert.Equal(WriteOutcome.OwnerBytesQuotaExceeded, await PutAsync(first, "a", 41));
        Assert.Equal(WriteOutcome.Applied, await PutAsync(first, "a", 40));

        Assert.Equal(new StoredAmount(40, 1), (await _cluster.Quotas.GetAsync(first, Cancel))!.Used);
        Assert.Equal(new StoredAmount(100, 2), (await StateAsync()).Used);
    }

    [Fact]
    public async Task CreateBucket_AfterTheQuotaWasSet_CountsFromBirthAndGivesBackWhenItGoes()
    {
        await SetAsync(100, 2);
        var late = await CreateAsync("late");

        Assert.NotNull(late.Rules.OwnerQuota);
        Assert.Equal(WriteOutcome.Applied, await PutAsync(late, "a", 90));
        Assert.Equal(WriteOutcome.OwnerBytesQuotaExceeded, await PutAsync(late, "b", 11));
        await DeleteAsync(late, "a");
        var upload = new UploadId((UInt128)1 << 32);
        Assert.Equal(WriteOutcome.Applied, await _cluster.Index.CreateUploadAsync(late.Id, ObjectKey.From("u"), Samples.Upload with { Id = upload }, Cancel));
        Assert.Equal(new StoredAmount(0, 1), (await StateAsync()).Used);
        Assert.Equal(BucketDeletion.Deleted, await _cluster.Catalog.DeleteBucketAsync("late", Cancel));
        Assert.Equal(new StoredAmount(0, 0), (await StateAsync()).Used);
    }

    [Fact]
    public async Task Set_AnotherQuota_HoldsInAllProcessesFromItsAnswerOn()
    {
        var bucket = await CreateAsync("first");
        var other = _cluster.OtherProcess();
        await SetAsync(100, null);
        await PutAsync(other, bucket, "a", 10);
        await PutAsync(bucket, "b", 10);

        Assert.Equal(QuotaMode.Enforced, (await SetAsync(30, null)).Mode);
        Assert.Equal(WriteOutcome.OwnerBytesQuotaExceeded, await PutAsync(other, bucket, "c", 11));
        Assert.Equal(WriteOutcome.Applied, await PutAsync(other, bucket, "c", 10));
        Assert.Equal(QuotaMode.Over, (await SetAsync(20, null)).Mode);
        await DeleteAsync(bucket, "a");
        Assert.Equal(WriteOutcome.OwnerBytesQuotaExceeded, await PutAsync(other, bucket, "d", 1));
        await DeleteAsync(bucket, "b");
        Assert.Equal(WriteOutcome.Applied, await PutAsync(other, bucket, "d", 10));
        Assert.Equal(QuotaMode.Enforced, (await SetAsync(null, null)).Mode);
        Assert.Equal(WriteOutcome.Applied, await PutAsync(other, bucket, "e", 1_000_000));
    }

    [Fact]
    public async Task Put_EachInItsDatabase_FillTheQuotaExactly()
    {
        await _cluster.EnsureBucketAsync();
        var spread = (await _cluster.Catalog.GetBucketAsync("bucket", Cancel))!;
        await _cluster.Control.ListAsync(Cancel);
        await _cluster.Control.SplitAsync(default, [KeymapCluster.At("m")], Cancel);
        await _cluster.MoveAsync(KeymapCluster.At("m"), "second");
        await SetAsync(90, null);

        foreach (var key in new[] { "a", "n", "b" }) Assert.Equal(WriteOutcome.Applied, await PutAsync(spread, key, 30));
        foreach (var key in new[] { "c", "o" }) Assert.Equal(WriteOutcome.OwnerBytesQuotaExceeded, await PutAsync(spread, key, 1));
        await DeleteAsync(spread, "a");
        Assert.Equal(WriteOutcome.Applied, await PutAsync(spread, "o", 30));
        await _cluster.MoveAsync(KeymapCluster.At("m"), "main");
        Assert.Equal(new StoredAmount(90, 3), (await StateAsync()).Used);
        Assert.Equal(WriteOutcome.OwnerBytesQuotaExceeded, await PutAsync(spread, "p", 1));
    }

    /// <summary>The bucket is created, written to and deleted between the list of buckets and the moment that is counted, or after it.</summary>
    [Fact]
    public async Task Recount_BucketComesAndGoesMeanwhile_CountsRight()
    {
        var bucket = await CreateAsync("first");
        await PutAsync(bucket, "a", 10);
        await SetAsync(100, null);
        var other = _cluster.OtherProcess();
        var isDone = false;
        _cluster.Store("main").BeforeSnapshot = async () =>
        {
            if (isDone) return;
            isDone = true;
            var passing = (await other.Catalog.CreateBucketAsync(new BucketRecord("passing", new BucketId(77), Owner, DateTimeOffset.UnixEpoch, "r"), Cancel)).Bucket;
            await PutAsync(other, passing, "x", 50);
            _cluster.Store("second").BeforeSnapshot = async () =>
            {
                _cluster.Store("second").BeforeSnapshot = null;
                await other.Index.DeleteAsync(passing.Id, ObjectKey.From("x"), new ObjectDeletion(), Cancel);
                Assert.Equal(BucketDeletion.Deleted, await other.Catalog.DeleteBucketAsync("passing", Cancel));
            };
        };

        var state = await _cluster.OwnerQuotas.RecountAsync(Owner, Cancel);

        Assert.True(isDone);
        Assert.Equal(new StoredAmount(10, 1), state.Used);
        Assert.Equal(WriteOutcome.OwnerBytesQuotaExceeded, await PutAsync(bucket, "b", 91));
    }

    [Fact]
    public async Task Import_OwnerWithAQuota_IsCountedAnew()
    {
        var bucket = await CreateAsync("first");
        await SetAsync(100, null);
        await PutAsync(bucket, "a", 80);
        using var export = new MemoryStream();
        await new IndexExporter(_cluster.Databases, new ExportOptions(), TimeProvider.System).RunAsync(export, Cancel);
        await using var target = new KeymapCluster("one", "two");
        await new IndexImporter(target.Databases, TimeProvider.System).RunAsync(() => new MemoryStream(export.ToArray()), static _ => default, Cancel);
        Assert.Equal(new QuotaState(new StorageQuota(100, null), QuotaMode.Counting, null), await target.OwnerQuotas.GetAsync(Owner, Cancel));

        // Until it is counted nothing is refused.
        Assert.Equal(WriteOutcome.Applied, await PutAsync(target, bucket, "b", 50));
        Assert.Equal(new QuotaState(new StorageQuota(100, null), QuotaMode.Over, new StoredAmount(130, 2)), await target.OwnerQuotas.SettleAsync(Owner, Cancel));
        Assert.Equal(WriteOutcome.OwnerBytesQuotaExceeded, await PutAsync(target, bucket, "c", 1));
    }

    [Fact]
    public async Task Get_OwnerThatNeverHadAQuota_HasNone()
    {
        Assert.Equal(new QuotaState(StorageQuota.None, QuotaMode.None, null), await StateAsync());
        Assert.Equal(QuotaMode.None, (await SetAsync(null, null)).Mode);
        Assert.Equal(QuotaMode.None, (await _cluster.OwnerQuotas.RecountAsync(Owner, Cancel)).Mode);
        Assert.Empty(await ListAsync());

        await SetAsync(1, 1);
        Assert.Equal([Owner], await ListAsync());
    }

    [Fact]
    public async Task Get_DamagedRow_IsToldSo()
    {
        await SetAsync(1, 1);
        await _cluster.Catalog.StoreJobStateAsync("quotas/owner/" + Owner, "?"u8.ToArray(), Cancel);

        var thrown = await Assert.ThrowsAsync<StorageException>(async () => await StateAsync());
        Assert.Equal(StorageErrorCode.CorruptIndex, thrown.Code);
        await Assert.ThrowsAsync<StorageException>(() => CreateAsync("late"));
    }

    [Fact]
    public async Task Put_OwnerNeverHadAQuota_CostsNothing()
    {
        var bucket = await CreateAsync("first");
        await PutAsync(bucket, "first", 10);
        var commits = new List<int>();
        _cluster.Store("main").BeforeCommit = commit => commits.Add(commit.Conditions.Count + (100 * commit.Puts.Count));

        await PutAsync(bucket, "a", 10);

        // Partition, fence, object.
        Assert.Equal([103], commits);
        Assert.Empty(await _cluster.Store("main").ScanAsync(RowKeys.AllOf(RowFamily.OwnerQuota), 10, reverse: false, Cancel));
    }

    [Fact]
    public async Task Recount_BucketsChargedFromBirth_ReadsNoRowOfEach()
    {
        await SetAsync(100, null);
        await CreateAsync("first");
        var reads = await CountReadsAsync();
        for (var i = 2; i < 20; i++) await CreateAsync(new string('b', i));

        Assert.Equal(reads, await CountReadsAsync());

        async Task<int> CountReadsAsync()
        {
            var count = 0;
            _cluster.Store("main").BeforeRead = () =>
            {
                count++;
                return Task.CompletedTask;
            };
            await _cluster.OwnerQuotas.RecountAsync(Owner, Cancel);
            _cluster.Store("main").BeforeRead = null;
            return count;
        }
    }

    [Fact]
    public async Task Set_OthersAreAlwaysFaster_IsOverloaded()
    {
        var attempts = RefuseAll("main", OwnerQuotaRow.KeyOf(Owner), condition: 0);

        await AssertOverloadedAsync(() => SetAsync(1, 1));
        Assert.Equal(QuotaAttempts.Max, attempts());
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Set_FenceIsNeverPut_IsOverloadedAndSettledLater()
    {
        var bucket = await CreateAsync("first");
        await SetAsync(100, null);
        await _cluster.MoveAsync(default, "second");
        await PutAsync(bucket, "a", 10);
        RefuseAll("second", await FenceAsync(), condition: 0);

        await AssertOverloadedAsync(() => SetAsync(10, null));
        _cluster.Store("second").RefusedCondition = null;
        Assert.Equal(new QuotaState(new StorageQuota(10, null), QuotaMode.Enforced, new StoredAmount(10, 1)), await _cluster.OwnerQuotas.SettleAsync(Owner, Cancel));
    }

    [Fact]
    public async Task Put_FenceIsNeverPut_IsOverloaded()
    {
        var bucket = await CreateAsync("first");
        await SetAsync(100, null);
        await _cluster.MoveAsync(default, "second");
        var attempts = RefuseAll("second", await FenceAsync(), condition: 0);

        await AssertOverloadedAsync(() => PutAsync(bucket, "a", 10));
        Assert.InRange(attempts(), 1, QuotaAttempts.Max);
        _cluster.Store("second").RefusedCondition = null;
        Assert.Equal(WriteOutcome.Applied, await PutAsync(bucket, "a", 10));
    }

    [Fact]
    public async Task CreateBucket_OthersAreAlwaysFaster_IsOverloaded()
    {
        await SetAsync(100, null);
        RefuseAll("main", OwnerQuotaRow.KeyOf(Owner), condition: 3);

        await AssertOverloadedAsync(() => CreateAsync("late"));
        Assert.Null(await _cluster.Catalog.GetBucketAsync("late", Cancel));
    }

    /// <summary>Refuses each commit that puts a row, and counts them.</summary>
    private Func<int> RefuseAll(string database, byte[] key, int condition)
    {
        var count = 0;
        _cluster.Store(database).RefusedCondition = commit =>
        {
            if (!commit.Puts.Any(put => put.Key.Span.SequenceEqual(key))) return null;
            count++;
            return condition;
        };
        return () => count;
    }

    private static async Task AssertOverloadedAsync<T>(Func<Task<T>> act) =>
        Assert.Equal(StorageErrorCode.Overloaded, (await Assert.ThrowsAsync<StorageException>(act)).Code);

    private async Task<byte[]> FenceAsync()
    {
        var row = await _cluster.Store("main").ReadAsync(OwnerQuotaRow.KeyOf(Owner), Cancel);
        return RowKeys.FenceOfQuota(OwnerQuotaFences.Decode(row!.Value).Id);
    }

    private async Task<List<string>> ListAsync()
    {
        var owners = new List<string>();
        await foreach (var owner in _cluster.OwnerQuotas.ListAsync(Cancel)) owners.Add(owner);
        return owners;
    }

    private async Task<BucketRecord> CreateAsync(string name, string owner = Owner)
    {
        var id = new BucketId(((ulong)name[0] << 32) + (ulong)name.Length);
        var (bucket, isCreated) = await _cluster.Catalog.CreateBucketAsync(new BucketRecord(name, id, owner, DateTimeOffset.UnixEpoch, "r"), Cancel);
        Assert.True(isCreated);
        return bucket;
    }

    private async Task<QuotaState> SetAsync(long? bytes, long? objects) => await _cluster.OwnerQuotas.SetAsync(Owner, new StorageQuota(bytes, objects), Cancel);

    private async Task<QuotaState> StateAsync() => await _cluster.OwnerQuotas.GetAsync(Owner, Cancel);

    private Task<WriteOutcome> PutAsync(BucketRecord bucket, string key, long size) => PutAsync(_cluster, bucket, key, size);

    private static async Task<WriteOutcome> PutAsync(KeymapCluster process, BucketRecord bucket, string key, long size) =>
        (await process.Index.PutAsync(bucket.Id, ObjectKey.From(key), QuotaScene.Record(size), default, Cancel)).Outcome;

    private async Task DeleteAsync(BucketRecord bucket, string key) =>
        Assert.Equal(WriteOutcome.Applied, (await _cluster.Index.DeleteAsync(bucket.Id, ObjectKey.From(key), new ObjectDeletion { OwnerId = "o" }, Cancel)).Outcome);
}
