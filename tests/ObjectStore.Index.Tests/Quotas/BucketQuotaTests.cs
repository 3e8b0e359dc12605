using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Quotas;
using ObjectStore.Index.Rows;
using Xunit;

namespace ObjectStore.Index.Tests.Quotas;

/// <summary>What counts for a quota, and what is refused.</summary>
public sealed class BucketQuotaTests : IAsyncDisposable
{
    private readonly QuotaScene _scene = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Put_FillsTheQuotaExactly_AndNoByteMore()
    {
        await _scene.SetAsync(100, null);

        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync("a", 60));
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await _scene.PutAsync("b", 41));
        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync("b", 40));
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await _scene.PutAsync("c", 1));
        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync("empty", 0));

        Assert.Equal(new StoredAmount(100, 3), await _scene.UsedAsync());
        Assert.Equal(["a", "b", "empty"], await _scene.Cluster.ListAsync());
    }

    [Fact]
    public async Task Put_ObjectsAreUsedUp_IsRefusedUntilOneGoes()
    {
        await _scene.SetAsync(null, 2);
        await _scene.PutAsync("a", 1);
        await _scene.PutAsync("b", 1);

        Assert.Equal(WriteOutcome.ObjectsQuotaExceeded, await _scene.PutAsync("c", 0));
        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync("a", 1_000_000));
        Assert.Equal(WriteOutcome.Applied, await _scene.DeleteAsync("b"));
        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync("c", 0));

        Assert.Equal(new StoredAmount(1_000_000, 2), await _scene.UsedAsync());
    }

    [Fact]
    public async Task Put_InPlaceOfAnother_NeedsTheDifference()
    {
        await _scene.SetAsync(100, 1);
        await _scene.PutAsync("a", 90);

        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await _scene.PutAsync("a", 101));
        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync("a", 100));
        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync("a", 10));

        Assert.Equal(new StoredAmount(10, 1), await _scene.UsedAsync());
    }

    [Fact]
    public async Task Versions_ThatAreCovered_CountUntilTheyGo()
    {
        await _scene.ChangeVersioningAsync(BucketVersioning.Enabled);
        await _scene.SetAsync(100, 2);
        await _scene.PutAsync("a", 50);
        await _scene.PutAsync("a", 50);

        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await _scene.PutAsync("a", 1));
        Assert.Equal(WriteOutcome.Applied, await _scene.DeleteAsync("a"));
        Assert.Equal(new StoredAmount(100, 2), await _scene.UsedAsync());
        var versions = await _scene.Cluster.Index.ListVersionsAsync(QuotaScene.Id, new ObjectListQuery(default, default, default, 10), null, Cancel);
        Assert.Equal(3, versions.Versions.Count);
        foreach (var version in versions.Versions.Where(static version => !version.IsDeleteMarker))
            Assert.Equal(WriteOutcome.Applied, await _scene.DeleteAsync("a", version.Version));

        Assert.Equal(default(StoredAmount), await _scene.UsedAsync());
    }

    [Fact]
    public async Task Versions_NullVersionIsReplaced_CountsOnce()
    {
        await _scene.SetAsync(100, null);
        await _scene.PutAsync("a", 30);
        await _scene.ChangeVersioningAsync(BucketVersioning.Suspended);

        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync("a", 90));
        Assert.Equal(WriteOutcome.Applied, await _scene.DeleteAsync("a"));

        Assert.Equal(default(StoredAmount), await _scene.UsedAsync());
    }

    [Fact]
    public async Task Upload_CountsAsAnObject_AndItsPartsAsBytes()
    {
        await _scene.SetAsync(100, 1);
        var (upload, begun) = await _scene.BeginAsync("a");

        Assert.Equal(WriteOutcome.Applied, begun);
        Assert.Equal(WriteOutcome.ObjectsQuotaExceeded, (await _scene.BeginAsync("b", 2)).Outcome);
        Assert.Equal(WriteOutcome.Applied, await _scene.PutPartAsync("a", upload, 1, 50));
        Assert.Equal(WriteOutcome.Applied, await _scene.PutPartAsync("a", upload, 1, 60));
        Assert.Equal(WriteOutcome.Applied, await _scene.PutPartAsync("a", upload, 2, 40));
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await _scene.PutPartAsync("a", upload, 3, 1));
        Assert.Equal(new StoredAmount(100, 1), await _scene.UsedAsync());

        Assert.Equal(WriteOutcome.Applied, await _scene.CompleteAsync("a", upload, (1, 60)));
        Assert.Equal(new StoredAmount(60, 1), await _scene.UsedAsync());
        Assert.Equal(WriteOutcome.Applied, await _scene.DeleteAsync("a"));
        Assert.Equal(default(StoredAmount), await _scene.UsedAsync());
    }

    [Fact]
    public async Task Upload_IsAborted_GivesBackWhatItTook()
    {
        await _scene.SetAsync(100, 1);
        var (upload, _) = await _scene.BeginAsync("a");
        await _scene.PutPartAsync("a", upload, 1, 50);

        Assert.Equal(WriteOutcome.Applied, await _scene.AbortAsync("a", upload));

        Assert.Equal(default(StoredAmount), await _scene.UsedAsync());
        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync("b", 100));
    }

    [Fact]
    public async Task Set_BucketHoldsObjects_CountsThem()
    {
        await _scene.ChangeVersioningAsync(BucketVersioning.Suspended);
        await _scene.PutAsync("a", 10);
        await _scene.ChangeVersioningAsync(BucketVersioning.Enabled);
        await _scene.PutAsync("a", 20);
        await _scene.DeleteAsync("a");
        var (upload, _) = await _scene.BeginAsync("b");
        await _scene.PutPartAsync("b", upload, 1, 30);
        var (done, _) = await _scene.BeginAsync("c", 2);
        await _scene.PutPartAsync("c", done, 1, 5);
        await _scene.CompleteAsync("c", done, (1, 5));

        var state = await _scene.SetAsync(100, 10);

        Assert.Equal(new QuotaState(new StorageQuota(100, 10), QuotaMode.Enforced, new StoredAmount(65, 4)), state);
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await _scene.PutAsync("d", 36));
        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync("d", 35));
    }

    [Fact]
    public async Task Set_LessThanIsStored_RefusesUntilEnoughIsDeleted()
    {
        foreach (var key in new[] { "a", "b", "c", "d" }) await _scene.PutAsync(key, 25);

        Assert.Equal(QuotaMode.Over, (await _scene.SetAsync(60, null)).Mode);

        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await _scene.PutAsync("e", 1));
        await _scene.DeleteAsync("a");
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await _scene.PutAsync("e", 1));
        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync("b", 20));
        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync("e", 0));
        await _scene.DeleteAsync("c");
        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync("e", 15));
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await _scene.PutAsync("f", 1));
        Assert.Equal(new QuotaState(new StorageQuota(60, null), QuotaMode.Enforced, new StoredAmount(60, 3)), await _scene.StateAsync());
    }

    [Fact]
    public async Task Put_ObjectsAreOverTheQuota_NeedsNoObjectAndPasses()
    {
        await _scene.PutAsync("a", 10);
        await _scene.PutAsync("b", 10);
        await _scene.SetAsync(100, 1);

        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync("a", 50));
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await _scene.PutAsync("a", 91));
        Assert.Equal(WriteOutcome.ObjectsQuotaExceeded, await _scene.PutAsync("c", 0));

        Assert.Equal(new QuotaState(new StorageQuota(100, 1), QuotaMode.Over, new StoredAmount(60, 2)), await _scene.StateAsync());
    }

    [Fact]
    public async Task Set_AnotherQuota_HoldsInAllProcessesFromItsAnswerOn()
    {
        var other = _scene.Cluster.OtherProcess();
        await _scene.SetAsync(100, null);
        await _scene.PutAsync(other, "a", 10);
        await _scene.PutAsync("b", 10);

        await _scene.SetAsync(30, null);
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await _scene.PutAsync(other, "c", 11));
        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync(other, "c", 10));
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await _scene.PutAsync("d", 1));
        await _scene.SetAsync(40, null);
        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync("d", 10));
        await _scene.SetAsync(null, null);
        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync(other, "e", 1_000_000));

        Assert.Equal(new QuotaState(StorageQuota.None, QuotaMode.Enforced, new StoredAmount(1_000_040, 5)), await _scene.StateAsync());
    }

    [Fact]
    public async Task Put_RoomIsInPursesOfAnotherProcess_IsFound()
    {
        var other = _scene.Cluster.OtherProcess();
        await _scene.SetAsync(100, null);
        await _scene.PutAsync(other, "a", 90);
        await other.Index.DeleteAsync(QuotaScene.Id, ObjectKey.From("a"), new ObjectDeletion(), Cancel);

        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync("b", 100));
    }

    [Fact]
    public async Task Delete_OfTheBucketIsTakenBack_UploadsThatWentHaveGivenBackTheirRoom()
    {
        await _scene.SetAsync(100, 10);
        var (upload, _) = await _scene.BeginAsync("a");
        await _scene.PutPartAsync("a", upload, 1, 50);
        var isInterrupted = false;
        _scene.Cluster.Store("main").BeforeCommit = commit =>
        {
            // The last commit of the deletion, which removes the bucket row.
            if (isInterrupted || !commit.Deletes.Any(static key => key.Span[0] == (byte)'B')) return;
            isInterrupted = true;
            throw new OperationCanceledException();
        };

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await _scene.Cluster.Catalog.DeleteBucketAsync("bucket", Cancel));

        Assert.Equal(default(StoredAmount), await _scene.UsedAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delete_OfABucketWithManyUploads_TakesThemInSmallCommits(bool isOfOwner)
    {
        if (isOfOwner) await _scene.Cluster.OwnerQuotas.SetAsync((await _scene.BucketAsync()).OwnerId, new StorageQuota(null, 100), Cancel);
        else await _scene.SetAsync(null, 100);
        for (byte number = 1; number <= 40; number++)
        {
            var (upload, _) = await _scene.BeginAsync($"{number}", number);
            await _scene.PutPartAsync($"{number}", upload, 1, 10);
        }

        var largest = 0;
        _scene.Cluster.Store("main").BeforeCommit = commit => largest = Math.Max(largest, commit.Deletes.Count);

        Assert.Equal(BucketDeletion.Deleted, await _scene.Cluster.Catalog.DeleteBucketAsync("bucket", Cancel));
        Assert.InRange(largest, 1, 16);
        Assert.Equal(40, (await _scene.Cluster.Index.ListGarbageAsync(default, DateTimeOffset.MaxValue, 100, Cancel)).Entries.Count);
    }

    [Fact]
    public async Task Put_BucketNeverHadAQuota_CostsNothing()
    {
        var commits = new List<int>();
        _scene.Cluster.Store("main").BeforeCommit = commit => commits.Add(commit.Conditions.Count + (100 * commit.Puts.Count));
        await _scene.PutAsync("first", 10);
        commits.Clear();

        await _scene.PutAsync("a", 10);
        await _scene.PutAsync("a", 20);
        await _scene.DeleteAsync("a");
        var (upload, _) = await _scene.BeginAsync("b");
        await _scene.PutPartAsync("b", upload, 1, 30);

        // Partition, fence, object: and nothing else is required, and nothing but object, garbage, upload and part is written.
        Assert.Equal([103, 203, 103, 103, 204], commits);
        Assert.Empty(await _scene.Cluster.Store("main").ScanAsync(RowKeys.AllOf(RowFamily.Quota), 10, reverse: false, Cancel));
    }
}
