using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Quotas;
using Xunit;

namespace ObjectStore.Index.Tests.Quotas;

/// <summary>What is said of an upload before it is sent: just what its commit would be answered now.</summary>
public sealed class QuotaJudgementTests : IAsyncDisposable
{
    private readonly QuotaScene _scene = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task JudgePut_RoomThatIsLeft_IsNeitherMoreNorLess()
    {
        await _scene.SetAsync(100, 2);
        await _scene.PutAsync("a", 60);

        Assert.Equal((WriteOutcome.Applied, WriteOutcome.BytesQuotaExceeded), (await JudgeAsync("b", 40), await JudgeAsync("b", 41)));
        await _scene.PutAsync("b", 0);
        Assert.Equal(WriteOutcome.ObjectsQuotaExceeded, await JudgeAsync("c", 0));
        await _scene.DeleteAsync("a");
        Assert.Equal((WriteOutcome.Applied, WriteOutcome.BytesQuotaExceeded), (await JudgeAsync("c", 100), await JudgeAsync("c", 101)));
        Assert.Equal(new StoredAmount(0, 1), await _scene.UsedAsync());
        Assert.Equal(["b"], await _scene.Cluster.ListAsync());
    }

    [Theory]
    [InlineData(BucketVersioning.Never, WriteOutcome.Applied)]
    [InlineData(BucketVersioning.Suspended, WriteOutcome.Applied)]
    [InlineData(BucketVersioning.Enabled, WriteOutcome.BytesQuotaExceeded)]
    public async Task JudgePut_InPlaceOfAnother_CountsWhatThatGivesBack(BucketVersioning versioning, WriteOutcome expected)
    {
        await _scene.SetAsync(100, null);
        await _scene.PutAsync("a", 90);
        await _scene.ChangeVersioningAsync(versioning);

        Assert.Equal(expected, await JudgeAsync("a", 100));
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await JudgeAsync("a", 101));
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await JudgeAsync("b", 11));
    }

    /// <summary>More is held than the quota, and larger than all of it: what needs no more room goes on all the same.</summary>
    [Fact]
    public async Task JudgePut_OverTheQuota_RefusesOnlyWhatNeedsRoom()
    {
        await _scene.PutAsync("a", 100);
        await _scene.SetAsync(10, null);

        Assert.Equal((WriteOutcome.Applied, WriteOutcome.BytesQuotaExceeded), (await JudgeAsync("a", 100), await JudgeAsync("a", 101)));
        Assert.Equal((WriteOutcome.Applied, WriteOutcome.BytesQuotaExceeded), (await JudgeAsync("b", 0), await JudgeAsync("b", 1)));
        Assert.Equal(WriteOutcome.Applied, await _scene.PutAsync("a", 100));
    }

    [Fact]
    public async Task JudgePutPart_InPlaceOfAnother_CountsWhatThatGivesBack()
    {
        await _scene.SetAsync(100, 1);
        var (upload, _) = await _scene.BeginAsync("a");
        await _scene.PutPartAsync("a", upload, 1, 60);

        Assert.Equal((WriteOutcome.Applied, WriteOutcome.BytesQuotaExceeded), (await JudgePartAsync(upload, 1, 100), await JudgePartAsync(upload, 1, 101)));
        Assert.Equal((WriteOutcome.Applied, WriteOutcome.BytesQuotaExceeded), (await JudgePartAsync(upload, 2, 40), await JudgePartAsync(upload, 2, 41)));
    }

    [Fact]
    public async Task JudgePut_OwnerHasAQuota_ThatIsJudgedToo()
    {
        var bucket = await _scene.BucketAsync();
        await _scene.Cluster.OwnerQuotas.SetAsync(bucket.OwnerId, new StorageQuota(50, 1), Cancel);

        Assert.Equal((WriteOutcome.Applied, WriteOutcome.OwnerBytesQuotaExceeded), (await JudgeAsync("a", 50), await JudgeAsync("a", 51)));
        await _scene.PutAsync("a", 1);
        Assert.Equal(WriteOutcome.OwnerObjectsQuotaExceeded, await JudgeAsync("b", 1));
        await _scene.SetAsync(20, null);
        Assert.Equal((WriteOutcome.Applied, WriteOutcome.BytesQuotaExceeded), (await JudgeAsync("a", 20), await JudgeAsync("a", 21)));
    }

    [Fact]
    public async Task JudgePut_RoomIsInPursesOfAnotherProcess_IsFound()
    {
        var other = _scene.Cluster.OtherProcess();
        await _scene.SetAsync(100, null);
        await _scene.PutAsync(other, "a", 90);
        await other.Index.DeleteAsync(QuotaScene.Id, ObjectKey.From("a"), new ObjectDeletion(), Cancel);

        Assert.Equal((WriteOutcome.Applied, WriteOutcome.BytesQuotaExceeded), (await JudgeAsync("b", 100), await JudgeAsync("b", 101)));
    }

    /// <summary>A bucket far from its quota is not slower for it: the purse that the last commit left is known to pay.</summary>
    [Fact]
    public async Task JudgePut_PurseIsKnownToPay_ReadsNothing()
    {
        await _scene.SetAsync(1L << 40, 1_000_000);
        await _scene.PutAsync("a", 10);
        var bucket = await FindAsync();
        var reads = 0;
        _scene.Cluster.Store("main").BeforeRead = () =>
        {
            reads++;
            return Task.CompletedTask;
        };

        Assert.Equal(WriteOutcome.Applied, await JudgeAsync(bucket, "b", 1_000));
        Assert.Equal(0, reads);
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await JudgeAsync(bucket, "b", (1L << 40) - 9));
    }

    /// <summary>What a gateway remembers of a bucket may be a minute old; then it costs reads, and says nothing wrong.</summary>
    [Theory]
    [InlineData(QuotaMode.Counting, WriteOutcome.BytesQuotaExceeded)]
    [InlineData(QuotaMode.Over, WriteOutcome.BytesQuotaExceeded)]
    [InlineData(QuotaMode.None, WriteOutcome.Applied)]
    public async Task JudgePut_RulesAreOld_IsJudgedByThoseThatHold(QuotaMode remembered, WriteOutcome expected)
    {
        await _scene.SetAsync(100, null);
        var bucket = await FindAsync();
        var old = bucket with { Rules = bucket.Rules with { Quota = remembered } };

        Assert.Equal((expected, WriteOutcome.Applied), (await JudgeAsync(old, "a", 101), await JudgeAsync(old, "a", 100)));
    }

    /// <summary>Others say so: who is refused for another reason is not told that the quota is used up.</summary>
    [Fact]
    public async Task JudgePut_BucketIsGoneOrIsBeingCounted_LeavesItToTheCommit()
    {
        await _scene.PutAsync("a", 100);
        await _scene.Cluster.Catalog.ChangeRulesAsync(await _scene.BucketAsync(), static rules => rules with { Quota = QuotaMode.Counting }, Cancel);
        Assert.Equal(WriteOutcome.Applied, await JudgeAsync("b", 1_000));
        await _scene.SetAsync(10, null);
        var bucket = await FindAsync();
        await _scene.DeleteAsync("a");
        await _scene.Cluster.Catalog.DeleteBucketAsync("bucket", Cancel);

        Assert.Equal(WriteOutcome.Applied, await JudgeAsync(bucket, "b", 1_000));
        Assert.Equal(WriteOutcome.Applied, await _scene.Cluster.Index.JudgePutPartAsync(bucket, ObjectKey.From("a"), new UploadId(1 << 20), Draft(1), 1_000, Cancel));
    }

    [Fact]
    public async Task JudgePut_DatabaseDoesNotAnswer_Throws()
    {
        await _scene.SetAsync(100, null);
        var bucket = await FindAsync();
        _scene.Cluster.Store("main").BeforeRead = static () => throw new StorageException(StorageErrorCode.IndexUnavailable, "Gone.");

        await Assert.ThrowsAsync<StorageException>(async () => await JudgeAsync(bucket, "a", 1));
    }

    private async Task<BucketRecord> FindAsync()
    {
        await _scene.BucketAsync();
        return (await _scene.Cluster.Catalog.GetBucketAsync("bucket", Cancel))!;
    }

    private async Task<WriteOutcome> JudgeAsync(string key, long bytes) => await JudgeAsync(await FindAsync(), key, bytes);

    private async Task<WriteOutcome> JudgeAsync(BucketRecord bucket, string key, long bytes) =>
        await _scene.Cluster.Index.JudgePutAsync(bucket, ObjectKey.From(key), Samples.Empty, bytes, Cancel);

    private async Task<WriteOutcome> JudgePartAsync(UploadId upload, int number, long bytes) =>
        await _scene.Cluster.Index.JudgePutPartAsync(await FindAsync(), ObjectKey.From("a"), upload, Draft(number), bytes, Cancel);

    private static PartRecord Draft(int number) => new() { PartNumber = number, Size = 0, ETag = "", LastModified = DateTimeOffset.UnixEpoch };
}
