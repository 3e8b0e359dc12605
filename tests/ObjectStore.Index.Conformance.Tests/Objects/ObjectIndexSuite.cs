using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Placement;
using Xunit;

namespace ObjectStore.Index.Conformance.Objects;

/// <summary>What the object index must do over every engine.</summary>
[Trait("Category", "Conformance")]
public abstract class ObjectIndexSuite<TFixture>() : ObjectSuite<TFixture>(seed: 7)
    where TFixture : OrderedStoreFixture, new()
{
    private static readonly DateTimeOffset Forever = DateTimeOffset.MaxValue;

    [Fact]
    public async Task ClusterMap_LargerThanAValue_IsGivenBackAndShrinks()
    {
        foreach (var (epoch, count) in new[] { (1UL, 60_000), (2UL, 90_000), (3UL, 3) })
        {
            var devices = Enumerable.Range(1, count).Select(static i => new Device(new DeviceId(new Guid(i, 0, 0, new byte[8])), new NodeName($"node-{i}"), new ZoneName("z"), DeviceState.Active, 1L << 40)).ToArray();

            Assert.True(await Catalog.TryStoreClusterMapAsync(new ClusterMap(new Epoch(epoch), devices, []), Cancel));

            var read = await Catalog.GetClusterMapAsync(Cancel);
            Assert.Equal(epoch, read.Epoch.Value);
            Assert.True(devices.SequenceEqual(read.Devices));
        }
    }

    [Fact]
    public async Task Put_BucketWithoutFence_IsNoSuchBucket()
    {
        var outcome = await Index.PutAsync(new BucketId(5), ObjectKey.From("a"), Records.Object(), default, Cancel);

        Assert.Equal(WriteOutcome.NoSuchBucket, outcome);
        Assert.Equal(WriteOutcome.NoSuchBucket, await Index.DeleteAsync(new BucketId(5), ObjectKey.From("a"), default, Cancel));
        Assert.Equal(WriteOutcome.NoSuchBucket, await Index.CreateUploadAsync(new BucketId(5), ObjectKey.From("a"), Records.Upload(), Cancel));
        Assert.Null(await Index.GetAsync(new BucketId(5), ObjectKey.From("a"), Cancel));
    }

    [Fact]
    public async Task Put_SameRunsAgain_IsRefused()
    {
        var key = ObjectKey.From("a");
        var record = Records.Object();
        while (record.Runs.Count == 0) record = Records.Object();
        await Index.PutAsync(Bucket, key, record, default, Cancel);

        await Assert.ThrowsAsync<ArgumentException>(async () => await Index.PutAsync(Bucket, key, record with { StorageClass = "OTHER" }, default, Cancel));

        Assert.Empty((await Index.ListGarbageAsync(default, Forever, 10, Cancel)).Entries);
    }

    [Fact]
    public async Task ListGarbage_QueuedLater_IsLeftOut()
    {
        var key = ObjectKey.From("a");
        var record = Records.Object();
        while (record.Runs.Count == 0) record = Records.Object();
        await Index.PutAsync(Bucket, key, record, default, Cancel);
        await Index.DeleteAsync(Bucket, key, default, Cancel);

        Assert.Empty((await Index.ListGarbageAsync(default, TimeProvider.System.GetUtcNow().AddHours(-1), 10, Cancel)).Entries);
        Assert.NotEmpty((await Index.ListGarbageAsync(default, Forever, 10, Cancel)).Entries);
    }

    [Fact]
    public async Task RemoveGarbage_TwiceWithAnUpload_RemovesItsParts()
    {
        var key = ObjectKey.From("a");
        var upload = Records.Upload();
        await Index.CreateUploadAsync(Bucket, key, upload, Cancel);
        for (var number = 1; number <= 1200; number++) await Index.PutPartAsync(Bucket, key, upload.Id, Records.Part(number), Cancel);
        await Index.AbortUploadAsync(Bucket, key, upload.Id, Cancel);
        Assert.Equal(1200, (await Index.ListPartsAsync(Bucket, key, upload.Id, 0, 10_000, Cancel)).Count);

        var page = await Index.ListGarbageAsync(default, Forever, 10, Cancel);
        await Index.RemoveGarbageAsync(page.Entries, Cancel);
        await Index.RemoveGarbageAsync(page.Entries, Cancel);

        Assert.Empty(await Index.ListPartsAsync(Bucket, key, upload.Id, 0, 10_000, Cancel));
        Assert.Empty((await Index.ListGarbageAsync(default, Forever, 10, Cancel)).Entries);
    }

    /// <summary>Goal: of many who ask for a copy one does, and every change of it keeps the row by which it is found.</summary>
    [Fact]
    public async Task Restore_FromManyTasks_IsAskedForOnceAndEndsAsGarbage()
    {
        var key = ObjectKey.From("a");
        var record = Records.Object();
        while (record.Runs.Count == 0) record = Records.Object();
        await Index.PutAsync(Bucket, key, record, default, Cancel);
        var queue = new RestoreQueue(new KeymapRouter(IndexDatabases.Of(Store), TimeProvider.System));
        var until = DateTimeOffset.UnixEpoch.AddDays(1);

        var asked = Enumerable.Range(1, 20).Select(i => new StoredRestore(new UploadId((UInt128)i), i, Until: null, [])).ToList();
        var results = await Task.WhenAll(asked.Select(restore => Task.Run(() => SetAsync(key, restore, static found => found.Restore is null), Cancel)));
        var one = asked[Array.IndexOf(results, WriteOutcome.Applied)];
        Assert.Equal(19, results.Count(static outcome => outcome == WriteOutcome.PreconditionFailed));
        Assert.Null(Assert.Single((await queue.ListAsync(default, 10, Cancel)).Entries).Until);

        var copy = record.Runs.Select(static (run, i) => run with { First = new StripeId(1, (ulong)i << 32) }).ToList();
        Assert.Equal(WriteOutcome.Applied, await SetAsync(key, one with { Until = until, Runs = copy }, found => StoredRestore.AreSame(found.Restore, one)));
        Assert.Equal(until, Assert.Single((await queue.ListAsync(default, 10, Cancel)).Entries).Until);
        Assert.Equal(copy, (await Index.GetAsync(Bucket, key, Cancel))!.ToRead().Runs);
        Assert.Equal(WriteOutcome.Applied, await SetAsync(key, null, static _ => true));

        Assert.Empty((await queue.ListAsync(default, 10, Cancel)).Entries);
        Assert.Equal(copy, (await Index.ListGarbageAsync(default, Forever, 100, Cancel)).Entries.SelectMany(static entry => entry.Runs).OrderBy(static run => run.First.Low));
        Assert.Equal(record.Runs, (await Index.GetAsync(Bucket, key, Cancel))!.Runs);
    }

    [Fact]
    public async Task CompleteUpload_OfTenThousandPartsWithOneNamed_QueuesTheOthers()
    {
        var key = ObjectKey.From("a");
        var upload = Records.Upload();
        await Index.CreateUploadAsync(Bucket, key, upload, Cancel);
        var named = Records.Part(1);
        await Parallel.ForAsync(1, 10_001, Cancel, async (number, cancel) =>
        {
            var part = named with { PartNumber = number, Runs = [new StripeRun(StripeId.New(DateTimeOffset.UnixEpoch), default, new(1, 2), 1, 9, 9)], Size = 9 };
            await Index.PutPartAsync(Bucket, key, upload.Id, part, cancel);
        });

        var record = Records.Completed(upload.Id, [named with { Size = 9 }]);
        var outcome = await Index.CompleteUploadAsync(Bucket, key, record, [new(1, named.ETag)], default, Cancel);

        Assert.Equal(WriteOutcome.Applied, outcome);
        Assert.Single(await Index.ListPartsAsync(Bucket, key, upload.Id, 0, 10_000, Cancel));
        Assert.Equal(9_999, (await Index.ListGarbageAsync(default, Forever, 10_000, Cancel)).Entries.Count);
        Assert.Equal(upload.Id, (await Index.GetAsync(Bucket, key, Cancel))?.Upload);
    }

    [Fact]
    public async Task CompleteUpload_WhilePartsArrive_LosesNone()
    {
        var key = ObjectKey.From("a");
        for (var round = 0; round < 20; round++)
        {
            var upload = Records.Upload();
            await Index.CreateUploadAsync(Bucket, key, upload, Cancel);
            var first = Records.Part(1);
            await Index.PutPartAsync(Bucket, key, upload.Id, first, Cancel);
            var late = Records.Part(2);

            var putting = Task.Run(async () => await Index.PutPartAsync(Bucket, key, upload.Id, late, Cancel), Cancel);
            var outcome = await Index.CompleteUploadAsync(Bucket, key, Records.Completed(upload.Id, [first]), [new(1, first.ETag)], default, Cancel);
            var putOutcome = await putting;

            Assert.Equal(WriteOutcome.Applied, outcome);
            Assert.Single(await Index.ListPartsAsync(Bucket, key, upload.Id, 0, 10, Cancel));
            foreach (var stripe in ReferenceIndex.Stripes(late.Runs))
            {
                var owner = new FragmentOwner(Bucket, key, upload.Id, 2);
                Assert.Equal(putOutcome == WriteOutcome.Applied, await Index.IsReferencedAsync(owner, stripe, Cancel));
            }
        }
    }

    [Fact]
    public async Task Put_IfNoneMatchFromManyTasks_AppliesOnce()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(
            async () => await Index.PutAsync(Bucket, ObjectKey.From("a"), new RecordFactory(new Random(1)).Object(), new WriteCondition(true, null), Cancel), Cancel)));

        Assert.Single(outcomes, static outcome => outcome == WriteOutcome.Applied);
        Assert.Equal(31, outcomes.Count(outcome => outcome == WriteOutcome.PreconditionFailed));
    }

    /// <summary>Each writer wants to replace anything but what all of them write: the first does, the others then meet its entity tag.</summary>
    [Fact]
    public async Task Put_IfNoneMatchETagFromManyTasks_AppliesOnce()
    {
        var key = ObjectKey.From("a");
        await Index.PutAsync(Bucket, key, Records.Object() with { ETag = "before" }, default, Cancel);
        var condition = new WriteCondition(false, null, "after");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(seed => Task.Run(
            async () => await Index.PutAsync(Bucket, key, new RecordFactory(new Random(seed)).Object() with { ETag = "after" }, condition, Cancel), Cancel)));

        Assert.Single(outcomes, static outcome => outcome == WriteOutcome.Applied);
        Assert.Equal(31, outcomes.Count(outcome => outcome == WriteOutcome.PreconditionFailed));
    }

    /// <summary>Writers of two index objects over one store, as two gateways are: their locks do not know one another, only the conditions help.</summary>
    [Fact]
    public async Task Put_FromTwoIndexes_ConflictsAreRetried()
    {
        var other = new ObjectIndex(new KeymapRouter(IndexDatabases.Of(Store), TimeProvider.System), TimeProvider.System);
        var records = Enumerable.Range(0, 100).Select(_ => Records.Object()).ToList();

        await Task.WhenAll(
            Task.Run(async () => { foreach (var record in records.Take(50)) await Index.PutAsync(Bucket, ObjectKey.From("a"), record, default, Cancel); }, Cancel),
            Task.Run(async () => { foreach (var record in records.Skip(50)) await other.PutAsync(Bucket, ObjectKey.From("a"), record, default, Cancel); }, Cancel));

        var current = await Index.GetAsync(Bucket, ObjectKey.From("a"), Cancel);
        var queued = (await Index.ListGarbageAsync(default, Forever, 10_000, Cancel)).Entries.SelectMany(entry => ReferenceIndex.Stripes(entry.Runs)).ToList();
        var written = records.SelectMany(record => ReferenceIndex.Stripes(record.Runs)).ToList();
        Assert.Equal(written.Order(), queued.Concat(ReferenceIndex.Stripes(current!.Runs)).Order());
    }

    [Fact]
    public async Task DeleteBucket_WithObjects_IsNotEmpty()
    {
        await Index.PutAsync(Bucket, ObjectKey.From("a"), Records.Object(), default, Cancel);

        Assert.Equal(BucketDeletion.NotEmpty, await Catalog.DeleteBucketAsync("bucket", Cancel));
        await Index.DeleteAsync(Bucket, ObjectKey.From("a"), default, Cancel);
        Assert.Equal(BucketDeletion.Deleted, await Catalog.DeleteBucketAsync("bucket", Cancel));
        Assert.Equal(BucketDeletion.NoSuchBucket, await Catalog.DeleteBucketAsync("bucket", Cancel));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5_001)]
    public async Task DeleteBucket_WithUploads_QueuesThem(int count)
    {
        var uploads = Enumerable.Range(0, count).Select(_ => Records.Upload()).ToList();
        await Parallel.ForEachAsync(uploads, Cancel, async (upload, cancel) => await Index.CreateUploadAsync(Bucket, ObjectKey.From($"{upload.Id}"), upload, cancel));

        Assert.Equal(BucketDeletion.Deleted, await Catalog.DeleteBucketAsync("bucket", Cancel));

        var garbage = (await Index.ListGarbageAsync(default, Forever, 10_000, Cancel)).Entries;
        Assert.Equal(uploads.Select(upload => upload.Id).Order(), garbage.Select(entry => entry.Upload!.Value).Order());
        Assert.Equal(WriteOutcome.NoSuchUpload, await Index.PutPartAsync(Bucket, ObjectKey.From($"{uploads[0].Id}"), uploads[0].Id, Records.Part(1), Cancel));
        Assert.Empty((await Index.ListUploadsAsync(Bucket, new ObjectListQuery(default, default, default, 10), null, Cancel)).Uploads);
    }

    /// <summary>Goal: no row is ever left in a deleted bucket. Method: writers race the deletion, many times; what was applied must keep the bucket alive.</summary>
    [Fact]
    public async Task DeleteBucket_WhileObjectsArrive_LeavesNoneBehind()
    {
        for (var round = 0; round < 40; round++)
        {
            var bucket = TheBucket with { Name = $"race-{round}", Id = new BucketId((ulong)round + 100) };
            await Catalog.CreateBucketAsync(bucket, Cancel);
            var record = Records.Object();
            var upload = Records.Upload();

            var puts = Enumerable.Range(0, 4).Select(i => Task.Run(async () => await Index.PutAsync(bucket.Id, ObjectKey.From($"{i}"), record, default, Cancel), Cancel)).ToList();
            var begin = Task.Run(async () => await Index.CreateUploadAsync(bucket.Id, ObjectKey.From("u"), upload, Cancel), Cancel);
            var deletion = await Catalog.DeleteBucketAsync(bucket.Name, Cancel);
            var outcomes = await Task.WhenAll(puts);
            var begun = await begin;

            var listing = await Index.ListAsync(bucket.Id, new ObjectListQuery(default, default, default, 10), Cancel);
            Assert.Equal(outcomes.Count(outcome => outcome == WriteOutcome.Applied), listing.Objects.Count);
            if (deletion == BucketDeletion.Deleted) Assert.Empty(listing.Objects);
            if (deletion == BucketDeletion.Deleted) Assert.Null(await Index.GetUploadAsync(bucket.Id, ObjectKey.From("u"), upload.Id, Cancel));
            if (deletion == BucketDeletion.NotEmpty) Assert.Equal(WriteOutcome.Applied, begun);
        }
    }

    private async Task<WriteOutcome> SetAsync(ObjectKey key, StoredRestore? restore, Func<ObjectRecord, bool> isWanted) =>
        (await Index.UpdateAsync(Bucket, key, null, new ObjectUpdate.SetRestore(restore, isWanted), Cancel)).Outcome;
}

public sealed class InMemoryObjectIndexTests : ObjectIndexSuite<InMemoryFixture>;

public sealed class SqliteObjectIndexTests : ObjectIndexSuite<SqliteFixture>;
