using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;
using Xunit;

namespace ObjectStore.Index.Tests.Keymap;

/// <summary>Deleting buckets whose partitions lie in several databases, while others write and curators move partitions.</summary>
public sealed class BucketRemovalTests : IAsyncDisposable
{
    private readonly KeymapCluster _cluster = new("main", "second", "third");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Delete_ObjectInTheLastDatabase_IsNotEmptyAndStaysWritable()
    {
        await SpreadAsync();
        await _cluster.PutAsync("z");

        Assert.Equal(BucketDeletion.NotEmpty, await DeleteAsync());

        foreach (var key in new[] { "a", "n", "y" }) await _cluster.PutAsync(key);
        Assert.Equal(["a", "n", "y", "z"], await _cluster.ListAsync());
    }

    [Fact]
    public async Task Delete_OnlyUploads_MakesThemGarbageInEveryDatabase()
    {
        await SpreadAsync();
        foreach (var key in new[] { "a", "n", "z" }) await BeginUploadAsync(key);

        Assert.Equal(BucketDeletion.Deleted, await DeleteAsync());

        Assert.Equal(3, (await _cluster.Index.ListGarbageAsync(default, DateTimeOffset.MaxValue, 10, Cancel)).Entries.Count);
        Assert.Equal(WriteOutcome.NoSuchBucket, await BeginUploadAsync("a", isBucketThere: false));
        Assert.Equal(WriteOutcome.NoSuchBucket, await _cluster.Index.PutAsync(KeymapCluster.Bucket, ObjectKey.From("z"), Samples.Empty, default, Cancel));
        Assert.Equal(BucketDeletion.NoSuchBucket, await DeleteAsync());
    }

    [Fact]
    public async Task Put_ToADatabaseWithoutFence_PutsTheFenceAndNamesTheDatabase()
    {
        await _cluster.PutAsync("a");
        await _cluster.MoveAsync(default, "second");
        Assert.Null(await _cluster.Store("second").ReadAsync(RowKeys.Fence(KeymapCluster.Bucket), Cancel));

        await _cluster.PutAsync("b");

        Assert.NotNull(await _cluster.Store("second").ReadAsync(RowKeys.Fence(KeymapCluster.Bucket), Cancel));
        var row = (await _cluster.Store("main").ReadAsync(RowKeys.Bucket("bucket"), Cancel))!.Value;
        Assert.True(BucketCodec.TryDecode(row, "main", out var bucket));
        Assert.Equal(["main", "second"], bucket.Databases);
    }

    [Fact]
    public async Task Put_WhileADeletionLooksThrough_WaitsForItsEnd()
    {
        await SpreadAsync();
        Task<WriteOutcome>? late = null;
        _cluster.Store("main").AfterCommit = commit =>
        {
            // The mark: from now on nothing can be written until the deletion is decided.
            if (commit.Puts.Any(static put => put.Key.Span[0] == RowFamily.Tombstone)) late ??= TryPutAsync("b");
        };

        Assert.Equal(BucketDeletion.Deleted, await DeleteAsync());

        Assert.Equal(WriteOutcome.NoSuchBucket, await late!);
    }

    [Fact]
    public async Task Put_DeletionWasAbandoned_MakesTheBucketActiveAgain()
    {
        await SpreadAsync();
        _cluster.Store("second").AfterCommit = static commit =>
        {
            if (commit.Puts.Any(static put => put.Key.Span[0] == RowFamily.Tombstone)) throw new StorageException(StorageErrorCode.IndexUnavailable, "The process dies in the middle of the deletion.");
        };
        await Assert.ThrowsAsync<StorageException>(async () => await DeleteAsync());
        _cluster.Store("second").AfterCommit = null;
        await AgeDeletionAsync();

        Assert.Equal(WriteOutcome.Applied, await TryPutAsync("z"));

        Assert.Equal(WriteOutcome.Applied, await TryPutAsync("a"));
        Assert.Equal(["a", "z"], await _cluster.ListAsync());
        Assert.Equal(BucketDeletion.NotEmpty, await DeleteAsync());
    }

    [Fact]
    public async Task RemoveTombstones_OfADeletedBucket_GoAfterADay()
    {
        await SpreadAsync();
        Assert.Equal(BucketDeletion.Deleted, await DeleteAsync());
        var later = new Index.Catalog.Catalog(new KeymapRouter(_cluster.Databases, TimeProvider.System), new LaterClock(TimeSpan.FromHours(25)));

        Assert.Equal(0, await _cluster.Catalog.RemoveTombstonesAsync(Cancel));
        Assert.Equal(3, await later.RemoveTombstonesAsync(Cancel));
        Assert.Equal(0, await later.RemoveTombstonesAsync(Cancel));
    }

    [Fact]
    public async Task RemoveTombstones_OfABucketThatIsBeingDeleted_Stay()
    {
        await SpreadAsync();
        _cluster.Store("second").AfterCommit = static commit =>
        {
            if (commit.Puts.Any(static put => put.Key.Span[0] == RowFamily.Tombstone)) throw new StorageException(StorageErrorCode.IndexUnavailable, "The process dies in the middle of the deletion.");
        };
        await Assert.ThrowsAsync<StorageException>(async () => await DeleteAsync());
        var later = new Index.Catalog.Catalog(new KeymapRouter(_cluster.Databases, TimeProvider.System), new LaterClock(TimeSpan.FromHours(25)));

        Assert.Equal(0, await later.RemoveTombstonesAsync(Cancel));
    }

    /// <summary>
    /// Goal: no object slips into a bucket that is being deleted. Method: writers, a deleter and a curator that moves partitions at once, many times; afterwards
    /// either the bucket is there with every object that was acknowledged, or it is gone and none was.
    /// </summary>
    [Fact]
    [Trait("Category", "Model")]
    public async Task Delete_BesideWritersAndMoves_LosesNoAcknowledgedObject()
    {
        for (var round = 0; round < 60; round++)
        {
            await using var cluster = new KeymapCluster("main", "second", "third");
            await cluster.EnsureBucketAsync();
            await cluster.Control.SplitAsync(default, [KeymapCluster.At("h"), KeymapCluster.At("p")], Cancel);
            var writers = Enumerable.Range(0, 3).Select(i => Task.Run(() => WriteAsync(cluster.OtherProcess(), i), Cancel)).ToArray();
            var mover = Task.Run(() => MoveAroundAsync(cluster.OtherProcess(), round), Cancel);
            var deletion = await Task.Run(async () => await cluster.OtherProcess().Catalog.DeleteBucketAsync("bucket", Cancel), Cancel);
            await mover;
            var acknowledged = (await Task.WhenAll(writers)).SelectMany(static keys => keys).Order(StringComparer.Ordinal).ToArray();

            var left = await cluster.ListAsync();
            Assert.Equal(acknowledged, left);
            if (deletion == BucketDeletion.Deleted) Assert.Empty(acknowledged);
            else Assert.Equal(BucketDeletion.NotEmpty, deletion);
        }
    }

    private static async Task<List<string>> WriteAsync(KeymapCluster process, int writer)
    {
        var acknowledged = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var key = $"{(char)('a' + (writer * 9) + i)}";
            if (await process.Index.PutAsync(KeymapCluster.Bucket, ObjectKey.From(key), Samples.Empty, default, Cancel) == WriteOutcome.Applied) acknowledged.Add(key);
        }

        return acknowledged;
    }

    private static async Task MoveAroundAsync(KeymapCluster process, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 3; i++)
        {
            var entries = await process.Control.ListAsync(Cancel);
            var entry = entries[random.Next(entries.Count)];
            await process.Control.BeginMoveAsync(entry.Start, process.Databases.All[random.Next(3)].Name, Cancel);
            await process.Control.CarryOutMoveAsync(entry.Start, Cancel);
        }
    }

    /// <summary>One partition of the bucket in each database, and a fence in each.</summary>
    private async Task SpreadAsync()
    {
        await _cluster.PutAsync("a");
        await _cluster.Control.SplitAsync(default, [KeymapCluster.At("h"), KeymapCluster.At("p")], Cancel);
        await _cluster.MoveAsync(KeymapCluster.At("h"), "second");
        await _cluster.MoveAsync(KeymapCluster.At("p"), "third");
        foreach (var key in new[] { "i", "q" }) await _cluster.PutAsync(key);
        foreach (var key in new[] { "a", "i", "q" }) await _cluster.Index.DeleteAsync(KeymapCluster.Bucket, ObjectKey.From(key), default, Cancel);
    }

    private async Task<WriteOutcome> BeginUploadAsync(string key, bool isBucketThere = true)
    {
        if (isBucketThere) await _cluster.EnsureBucketAsync();
        var upload = Samples.Upload with { Id = new UploadId((ulong)key[0]) };
        return await _cluster.Index.CreateUploadAsync(KeymapCluster.Bucket, ObjectKey.From(key), upload, Cancel);
    }

    private async Task<WriteOutcome> TryPutAsync(string key) => await _cluster.Index.PutAsync(KeymapCluster.Bucket, ObjectKey.From(key), Samples.Empty, default, Cancel);

    private async Task<BucketDeletion> DeleteAsync() => await _cluster.Catalog.DeleteBucketAsync("bucket", Cancel);

    /// <summary>Sets the time of the mark back, as if the deletion had begun long ago.</summary>
    private async Task AgeDeletionAsync()
    {
        var row = (await _cluster.Store("main").ReadAsync(RowKeys.Bucket("bucket"), Cancel))!.Value;
        Assert.True(BucketCodec.TryDecode(row, "main", out var bucket));
        Assert.Equal(BucketState.Deleting, bucket.State);
        var aged = bucket with { ChangedAt = bucket.ChangedAt - TimeSpan.FromMinutes(1) };
        await _cluster.Store("main").CommitAsync(new CommitBuilder().Put(row.Key, BucketCodec.Encode(row.Key.Span, aged)).Build(), Cancel);
    }

    private sealed class LaterClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
