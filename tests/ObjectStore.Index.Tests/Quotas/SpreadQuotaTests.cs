using ObjectStore.Core.Errors;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Quotas;
using ObjectStore.Index.Rows;
using ObjectStore.Index.Tests.Keymap;
using ObjectStore.Index.Transfer;
using Xunit;

namespace ObjectStore.Index.Tests.Quotas;

/// <summary>Quotas of buckets whose partitions lie in several databases, and what becomes of their rows.</summary>
public sealed class SpreadQuotaTests : IAsyncDisposable
{
    private readonly QuotaScene _scene = new("main", "second", "third");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private KeymapCluster Cluster => _scene.Cluster;

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Put_EachInItsDatabase_FillTheQuotaExactly()
    {
        await SpreadAsync();
        await _scene.SetAsync(90, null);

        foreach (var key in new[] { "a", "n", "y" }) Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync(key, 30));
        foreach (var key in new[] { "b", "o", "z" }) Assert.Equal(WriteOutcome.BytesQuotaExceeded, await _scene.PutAsync(key, 1));
        await _scene.DeleteAsync("a");

        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync("z", 30));
        Assert.Equal(new StoredAmount(90, 3), await _scene.UsedAsync());
    }

    [Fact]
    public async Task Move_OfAPartition_ChangesNothingThatCounts()
    {
        await _scene.SetAsync(100, null);
        await _scene.PutAsync("a", 50);
        await _scene.PutAsync("n", 50);
        await SpreadAsync();

        Assert.Equal(new StoredAmount(100, 2), await _scene.UsedAsync());
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await _scene.PutAsync("z", 1));
        await _scene.DeleteAsync("n");
        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync("z", 50));
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await _scene.PutAsync("a", 51));
    }

    [Fact]
    public async Task Put_WhileThePartitionIsCopied_NotesNothingOfTheQuota()
    {
        await _scene.SetAsync(100, null);
        await _scene.PutAsync("a", 10);
        Assert.Equal(Index.Keymap.Changes.KeymapOutcome.Applied, await Cluster.Control.BeginMoveAsync(default, "second", Cancel));
        var isWritten = false;
        Cluster.Store("second").BeforeCommit = _ =>
        {
            if (isWritten) return;
            isWritten = true;
            Cluster.Late = _scene.PutAsync("b", 10);
        };
        await Cluster.Control.CarryOutMoveAsync(default, Cancel);
        await Cluster.Late!;

        Assert.Empty(await Cluster.Store("main").ScanAsync(RowKeys.AllOf(RowFamily.Change), 10, reverse: false, Cancel));
        Assert.Equal(new StoredAmount(20, 2), await _scene.UsedAsync());
    }

    [Fact]
    public async Task Settle_DatabaseIsTakenOutOfTheSettings_CountsAnew()
    {
        await SpreadAsync();
        await _scene.SetAsync(100, null);
        await _scene.PutAsync("n", 40);
        await _scene.PutAsync("z", 40);
        foreach (var start in new[] { "m", "t" }) await Cluster.MoveAsync(KeymapCluster.At(start), "main");
        await Cluster.Control.DeleteDiscardedAsync(Cancel);
        var left = new KeymapCluster([Cluster.Databases.Get("main")]);
        var bucket = await _scene.BucketAsync();

        // What the others still had is taken as used.
        Assert.True((await left.Quotas.GetAsync(bucket, Cancel))!.Used!.Value.Bytes >= 80);
        var state = await left.Quotas.SettleAsync(bucket, Cancel);

        Assert.Equal(new QuotaState(new StorageQuota(100, null), QuotaMode.Enforced, new StoredAmount(80, 2)), state);
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await _scene.PutAsync(left, "x", 21));
        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync(left, "x", 20));
    }

    [Fact]
    public async Task Import_BucketWithAQuota_IsCountedAnew()
    {
        await SpreadAsync();
        await _scene.SetAsync(100, null);
        await _scene.PutAsync("a", 40);
        await _scene.PutAsync("z", 40);
        using var export = new MemoryStream();
        await new IndexExporter(Cluster.Databases, new ExportOptions(), TimeProvider.System).RunAsync(export, Cancel);
        await using var target = new KeymapCluster("one", "two");
        await new IndexImporter(target.Databases, TimeProvider.System).RunAsync(() => new MemoryStream(export.ToArray()), static _ => default, Cancel);
        var bucket = (await target.Catalog.GetBucketAsync("bucket", Cancel))!;
        Assert.Equal(new QuotaState(new StorageQuota(100, null), QuotaMode.Counting, null), await target.Quotas.GetAsync(bucket, Cancel));

        // Until it is counted nothing is refused.
        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync(target, "b", 50));
        await target.Quotas.SettleAsync(bucket, Cancel);

        Assert.Equal(new QuotaState(new StorageQuota(100, null), QuotaMode.Over, new StoredAmount(130, 3)), await target.Quotas.GetAsync(bucket, Cancel));
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await _scene.PutAsync(target, "c", 1));
    }

    [Fact]
    public async Task Delete_OfTheBucket_TakesTheRowsOfItsQuotaALittleLater()
    {
        await SpreadAsync();
        await _scene.SetAsync(100, null);
        foreach (var key in new[] { "a", "n", "y" }) await _scene.PutAsync(key, 30);
        foreach (var key in new[] { "a", "n", "y" }) await _scene.DeleteAsync(key);
        Assert.Equal(BucketDeletion.Deleted, await Cluster.Catalog.DeleteBucketAsync("bucket", Cancel));
        Assert.NotEmpty(await Cluster.Store("third").ScanAsync(RowKeys.QuotaOf(QuotaScene.Id), 10, reverse: false, Cancel));

        var later = new Index.Catalog.Catalog(new KeymapRouter(Cluster.Databases, TimeProvider.System), new Tomorrow());
        Assert.Equal(3, await later.RemoveTombstonesAsync(Cancel));

        foreach (var name in new[] { "main", "second", "third" })
            Assert.Empty(await Cluster.Store(name).ScanAsync(RowKeys.QuotaOf(QuotaScene.Id), 10, reverse: false, Cancel));
    }

    [Fact]
    public async Task Set_OneDatabaseDoesNotAnswer_SaysSoAndIsEndedLater()
    {
        await SpreadAsync();
        await _scene.SetAsync(1000, null);
        await _scene.PutAsync("a", 100);
        await _scene.PutAsync("z", 100);
        Cluster.Store("third").BeforeCommit = static _ => throw new StorageException(StorageErrorCode.IndexUnavailable, "away");

        await Assert.ThrowsAsync<StorageException>(() => _scene.SetAsync(150, null));
        Cluster.Store("third").BeforeCommit = null;
        var state = await Cluster.Quotas.SettleAsync(await _scene.BucketAsync(), Cancel);

        Assert.Equal(new QuotaState(new StorageQuota(150, null), QuotaMode.Over, new StoredAmount(200, 2)), state);
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await _scene.PutAsync("y", 1));
    }

    /// <summary>A set that was cut off before the fences knew of it, a recount by somebody else, and a write while that one counts: it must not pass by the count.</summary>
    [Fact]
    public async Task Recount_SetWasCutOffBeforeTheFences_MissesNoWrite()
    {
        await _scene.PutAsync("a", 10);
        var store = Cluster.Store("main");
        store.BeforeCommit = static commit =>
        {
            if (commit.Puts.Any(static put => put.Key.Span[0] == RowFamily.Fence)) throw new StorageException(StorageErrorCode.IndexUnavailable, "away");
        };
        await Assert.ThrowsAsync<StorageException>(() => _scene.SetAsync(100, null));
        store.BeforeCommit = commit =>
        {
            if (Cluster.Late is null && commit.Puts.Any(static put => RowKeys.KindOfQuota(put.Key.Span) == RowKeys.QuotaLedger && put.Key.Span[0] == RowFamily.Quota)) Cluster.Late = _scene.PutAsync("b", 20);
        };

        await Cluster.Quotas.RecountAsync(await _scene.BucketAsync(), Cancel);
        await Cluster.Late!;

        Assert.Equal(new StoredAmount(30, 2), await _scene.UsedAsync());
    }

    [Fact]
    public async Task Settle_ManyPursesAreLeftBehind_TidiesThem()
    {
        await _scene.SetAsync(10_000, null);
        for (var i = 0; i < 300; i++) Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync(Cluster.OtherProcess(), "a", i));
        Assert.True((await QuotaRowsAsync()) > 256);

        await Cluster.Quotas.SettleAsync(await _scene.BucketAsync(), Cancel);

        Assert.Equal(2, await QuotaRowsAsync());
        Assert.Equal(new StoredAmount(299, 1), await _scene.UsedAsync());
    }

    private async Task<int> QuotaRowsAsync() => (await Cluster.Store("main").ScanAsync(RowKeys.QuotaOf(QuotaScene.Id), 1000, reverse: false, Cancel)).Count;

    private async Task SpreadAsync()
    {
        await _scene.BucketAsync();
        await Cluster.Control.ListAsync(Cancel);
        await Cluster.Control.SplitAsync(default, [KeymapCluster.At("m"), KeymapCluster.At("t")], Cancel);
        await Cluster.MoveAsync(KeymapCluster.At("m"), "second");
        await Cluster.MoveAsync(KeymapCluster.At("t"), "third");
    }

    private sealed class Tomorrow : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddDays(2);
    }
}
