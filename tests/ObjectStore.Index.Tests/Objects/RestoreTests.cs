using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Quotas;
using ObjectStore.Index.Rows;
using ObjectStore.Index.Tests.Keymap;
using Xunit;

namespace ObjectStore.Index.Tests.Objects;

/// <summary>What rows say of restorations: the version, the row by which it is found, the copy, and what becomes garbage.</summary>
public sealed class RestoreTests : IAsyncLifetime
{
    private static readonly ObjectKey Key = ObjectKey.From("k");
    private static readonly DateTimeOffset Until = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly UploadId Upload = new((UInt128)5 << 80);
    private static readonly UploadId Copy = new(((UInt128)7 << 80) | 1);
    private readonly KeymapCluster _cluster = new("main", "other");
    private ulong _writes;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static BucketId Bucket => KeymapCluster.Bucket;

    private static StoredRestore Asked => new(Copy, 3, Until: null, []);

    public async ValueTask InitializeAsync() => await _cluster.EnsureBucketAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restore_FromTheRequestToTheExpiry_IsListedAndLeavesTheArchive(bool hasVersions)
    {
        if (hasVersions) await EnableVersionsAsync();
        var archived = await PutAsync(RunsOf(10));
        var copy = RunsOf(10);

        Assert.Equal(WriteOutcome.Applied, await SetAsync(archived.Name, Asked));
        var asked = Assert.Single(await ListAsync());
        Assert.Equal(WriteOutcome.Applied, await SetAsync(archived.Name, Asked with { Until = Until, Runs = copy }));
        var restored = await GetAsync();
        var made = Assert.Single(await ListAsync());
        Assert.Equal(WriteOutcome.Applied, await SetAsync(archived.Name, null));

        Assert.Equal(new RestoreEntry(Bucket, Key, archived.Name, Copy.CreatedAt, Until: null), asked);
        Assert.Equal(asked with { RequestedAt = null, Until = Until }, made);
        Assert.Equal(archived.Runs, restored.Runs);
        Assert.Equal(copy, restored.ToRead().Runs);
        Assert.Empty(await ListAsync());
        Assert.Null((await GetAsync()).Restore);
        Assert.Equal(copy, Assert.Single(await GarbageAsync()).Runs);
    }

    [Fact]
    public async Task Update_NotWanted_ChangesNothing()
    {
        var archived = await PutAsync(RunsOf(10));
        await SetAsync(archived.Name, Asked);

        Assert.Equal(WriteOutcome.PreconditionFailed, await SetAsync(archived.Name, null, isWanted: false));

        Assert.Single(await ListAsync());
        Assert.NotNull((await GetAsync()).Restore);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Remove_VersionWithACopy_QueuesBothAndItsRow(bool hasVersions)
    {
        if (hasVersions) await EnableVersionsAsync();
        var archived = await PutAsync(RunsOf(10));
        var copy = RunsOf(10);
        await SetAsync(archived.Name, Asked);
        await SetAsync(archived.Name, Asked with { Until = Until, Runs = copy });

        // Covered by another, where versions are kept, it stays restored.
        var next = await PutAsync(RunsOf(5));
        Assert.Equal(hasVersions ? 1 : 0, (await ListAsync()).Count);
        if (hasVersions) Assert.Equal(WriteOutcome.Applied, await _cluster.Index.DeleteAsync(Bucket, Key, new ObjectDeletion { Version = archived.Name }, Cancel));

        Assert.Empty(await ListAsync());
        Assert.Null(next.Restore);
        Assert.Equal([.. archived.Runs, .. copy], (await GarbageAsync()).SelectMany(static entry => entry.Runs).OrderBy(static run => run.First.Low));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task IsReferenced_StripeOfACopy_IsOnlyAfterItsRowSaysSo(bool isCovered)
    {
        await EnableVersionsAsync();
        var archived = await PutAsync(RunsOf(10));
        await SetAsync(archived.Name, Asked);
        if (isCovered) await PutAsync(RunsOf(5));
        var copy = RunsOf(10);
        var owner = new FragmentOwner(Bucket, Key, null, 0);

        Assert.False(await _cluster.Index.IsReferencedAsync(owner, copy[0].First, Cancel));
        await SetAsync(archived.Name, Asked with { Until = Until, Runs = copy });
        Assert.True(await _cluster.Index.IsReferencedAsync(owner, copy[0].First, Cancel));
        Assert.True(await _cluster.Index.IsReferencedAsync(owner, archived.Runs[0].First, Cancel));
    }

    [Fact]
    public async Task PutRestoredPart_WhileTheCopyIsMade_StoresEachOnce()
    {
        var archived = await PutMultipartAsync();
        var part = (await PartsAsync(Upload))[0];
        var copied = part with { Runs = RunsOf(10) };

        Assert.Equal(WriteOutcome.PreconditionFailed, await PutPartAsync(archived.Name, copied));
        await SetAsync(archived.Name, Asked);
        Assert.Equal(WriteOutcome.Applied, await PutPartAsync(archived.Name, copied));
        Assert.Equal(WriteOutcome.AlreadyThere, await PutPartAsync(archived.Name, part with { Runs = RunsOf(10) }));
        Assert.Equal(WriteOutcome.Applied, await PutPartAsync(archived.Name, copied with { PartNumber = 2 }));
        Assert.Equal(WriteOutcome.NoSuchKey, await _cluster.Index.PutRestoredPartAsync(Bucket, ObjectKey.From("other"), VersionName.Null, Copy, copied, Cancel));
        await SetAsync(archived.Name, Asked with { Until = Until });
        Assert.Equal(WriteOutcome.PreconditionFailed, await PutPartAsync(archived.Name, copied with { PartNumber = 3 }));

        Assert.Equal(copied.Runs, (await PartsAsync(Copy))[0].Runs);
        Assert.Equal((Upload, Copy), ((await GetAsync()).Upload, (await GetAsync()).ToRead().Upload));
        Assert.True(await _cluster.Index.IsReferencedAsync(new FragmentOwner(Bucket, Key, Copy, 1), copied.Runs[0].First, Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Remove_MultipartObjectWithACopy_QueuesTheParts(bool isExpiry)
    {
        var archived = await PutMultipartAsync();
        var part = (await PartsAsync(Upload))[0];
        await SetAsync(archived.Name, Asked);
        await PutPartAsync(archived.Name, part with { Runs = RunsOf(10) });

        if (isExpiry) await SetAsync(archived.Name, null);
        else await _cluster.Index.DeleteAsync(Bucket, Key, default, Cancel);
        Assert.Equal(isExpiry ? [Copy] : [Upload, Copy], (await GarbageAsync()).Select(static entry => entry.Upload!.Value));
        await _cluster.Index.RemoveGarbageAsync(await GarbageAsync(), Cancel);

        Assert.Empty(await PartsAsync(Copy));
        Assert.Equal(isExpiry ? 2 : 0, (await PartsAsync(Upload)).Count);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task SplitAndMove_VersionThatIsRestored_KeepsItsRow()
    {
        var archived = await PutAsync(RunsOf(10));
        await SetAsync(archived.Name, Asked);

        await _cluster.Control.SplitAsync(default, [KeymapCluster.At("h")], Cancel);
        await _cluster.MoveAsync(KeymapCluster.At("h"), "other");
        await _cluster.Control.DeleteDiscardedAsync(Cancel);

        Assert.Single(await ListAsync());
        Assert.Single(await _cluster.Store("other").ScanAsync(RowKeys.AllOf(RowFamily.Restore), 10, reverse: false, Cancel));
        Assert.Equal(WriteOutcome.Applied, await SetAsync(archived.Name, null));
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task List_RowThatCannotBeRead_IsPassedOver()
    {
        var archived = await PutAsync(RunsOf(10));
        await SetAsync(archived.Name, Asked);
        byte[] other = RowKeys.Restore(Bucket, ObjectKey.From("a"), archived.Version);
        await _cluster.Store("main").CommitAsync(new([], [new(other, new byte[] { 1, 2, 3 })], []), Cancel);

        var page = await new RestoreQueue(new(_cluster.Databases, TimeProvider.System)).ListAsync(default, 10, Cancel);

        Assert.Equal((1, 1), (page.Entries.Count, page.UnreadableRows));
    }

    [Fact]
    public async Task Quota_CountsTheCopyFromTheRequestOn()
    {
        var bucket = (await _cluster.Catalog.GetBucketAsync("bucket", Cancel))!;
        await _cluster.Quotas.SetAsync(bucket, new StorageQuota(25, null), Cancel);
        await _cluster.Quotas.SettleAsync(bucket, Cancel);
        var archived = await PutAsync(RunsOf(10));

        Assert.Equal(WriteOutcome.Applied, await SetAsync(archived.Name, Asked));
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, (await _cluster.Index.PutAsync(Bucket, ObjectKey.From("other"), RecordOf(RunsOf(6)), default, Cancel)).Outcome);
        Assert.Equal(WriteOutcome.Applied, await SetAsync(archived.Name, Asked with { Until = Until, Runs = RunsOf(10) }));
        Assert.Equal(20, await UsedAsync(bucket));
        Assert.Equal(WriteOutcome.Applied, await SetAsync(archived.Name, null));
        Assert.Equal(10, await UsedAsync(bucket));
        await SetAsync(archived.Name, Asked);
        await _cluster.Index.DeleteAsync(Bucket, Key, default, Cancel);

        Assert.Equal(0, await UsedAsync(bucket));
        await PutAsync(RunsOf(13));
        Assert.Equal(WriteOutcome.BytesQuotaExceeded, await SetAsync(VersionName.Null, Asked));
        Assert.Empty(await ListAsync());
    }

    private async Task<long> UsedAsync(BucketRecord bucket) => (await _cluster.Quotas.GetAsync(bucket, Cancel))!.Used!.Value.Bytes;

    private async Task EnableVersionsAsync()
    {
        var bucket = (await _cluster.Catalog.GetBucketAsync("bucket", Cancel))!;
        Assert.NotNull(await _cluster.Catalog.ChangeRulesAsync(bucket, static rules => rules with { Versioning = BucketVersioning.Enabled }, Cancel));
    }

    private StripeRun[] RunsOf(int bytes) => [new StripeRun(new StripeId(1, ++_writes << 32), new PlacementGroupId(1), ErasureProfile.Replicated, 1, bytes, bytes)];

    private static ObjectRecord RecordOf(IReadOnlyList<StripeRun> runs) => Samples.Empty with { Size = runs.Sum(static run => run.Bytes), StorageClass = "GLACIER", Runs = runs };

    private async Task<ObjectRecord> PutAsync(IReadOnlyList<StripeRun> runs)
    {
        Assert.Equal(WriteOutcome.Applied, (await _cluster.Index.PutAsync(Bucket, Key, RecordOf(runs), default, Cancel)).Outcome);
        return await GetAsync();
    }

    private async Task<ObjectRecord> PutMultipartAsync()
    {
        await _cluster.Index.CreateUploadAsync(Bucket, Key, Samples.Upload with { Id = Upload }, Cancel);
        for (var number = 1; number <= 2; number++)
            await _cluster.Index.PutPartAsync(Bucket, Key, Upload, Samples.Part with { PartNumber = number, Size = 10, Runs = RunsOf(10) }, Cancel);
        var record = Samples.Empty with { Size = 20, StorageClass = "GLACIER", Upload = Upload, Parts = [new(1, 2, 10)] };
        Assert.Equal(WriteOutcome.Applied, (await _cluster.Index.CompleteUploadAsync(Bucket, Key, record, [new(1, Samples.Part.ETag), new(2, Samples.Part.ETag)], default, Cancel)).Outcome);
        return await GetAsync();
    }

    private ValueTask<IReadOnlyList<PartRecord>> PartsAsync(UploadId upload) => _cluster.Index.ListPartsAsync(Bucket, Key, upload, 0, 10, Cancel);

    private ValueTask<WriteOutcome> PutPartAsync(VersionName version, PartRecord part) => _cluster.Index.PutRestoredPartAsync(Bucket, Key, version, Copy, part, Cancel);

    private async Task<ObjectRecord> GetAsync() => (await _cluster.Index.GetAsync(Bucket, Key, Cancel))!;

    private async Task<WriteOutcome> SetAsync(VersionName version, StoredRestore? restore, bool isWanted = true) =>
        (await _cluster.Index.UpdateAsync(Bucket, Key, version, new ObjectUpdate.SetRestore(restore, _ => isWanted), Cancel)).Outcome;

    private async Task<IReadOnlyList<RestoreEntry>> ListAsync()
    {
        var page = await new RestoreQueue(new(_cluster.Databases, TimeProvider.System)).ListAsync(default, 10, Cancel);
        Assert.Equal(0, page.UnreadableRows);
        return page.Entries;
    }

    private async Task<IReadOnlyList<GarbageEntry>> GarbageAsync() => (await _cluster.Index.ListGarbageAsync(default, DateTimeOffset.MaxValue, 10, Cancel)).Entries;
}
