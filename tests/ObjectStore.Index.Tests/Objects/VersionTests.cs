using System.Collections.Concurrent;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Rows;
using ObjectStore.Index.Tests.Keymap;
using Xunit;

namespace ObjectStore.Index.Tests.Objects;

public sealed class VersionTests : IAsyncLifetime
{
    private static readonly ObjectKey Key = ObjectKey.From("k");
    private readonly KeymapCluster _cluster = new("main", "other");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static BucketRecord Bucket => new("bucket", KeymapCluster.Bucket, "owner", DateTimeOffset.UnixEpoch, "r");

    public async ValueTask InitializeAsync() => await _cluster.EnsureBucketAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task SplitAndMove_BucketWithVersions_KeepEveryVersion()
    {
        await SetAsync(_cluster, BucketVersioning.Enabled);
        var names = new List<VersionName>();
        foreach (var key in new[] { "a", "m", "z", "a", "m", "z", "m" }) names.Add((await PutAsync(_cluster, key)).Version!.Value);
        await _cluster.Index.DeleteAsync(KeymapCluster.Bucket, ObjectKey.From("m"), default, Cancel);
        var before = await ListAsync();

        await _cluster.Control.SplitAsync(default, [KeymapCluster.At("h")], Cancel);
        await _cluster.MoveAsync(KeymapCluster.At("h"), "other");
        await _cluster.Control.DeleteDiscardedAsync(Cancel);

        Assert.Equal(before, await ListAsync());
        Assert.Equal(8, before.Count);
        Assert.Null(await _cluster.GetAsync("m"));
        Assert.NotNull(await _cluster.Index.GetVersionAsync(KeymapCluster.Bucket, ObjectKey.From("m"), names[1], Cancel));
        Assert.NotNull((await PutAsync(_cluster, "z")).Version);
        Assert.Equal(2, (await _cluster.Store("main").ScanAsync(RowKeys.AllOf(RowFamily.Version), 100, reverse: false, Cancel)).Count);
    }

    [Fact]
    public async Task ChangeRules_OtherProcessesAndDatabases_ObeyWhenItReturns()
    {
        await PutAsync(_cluster, "a");
        await PutAsync(_cluster, "z");
        await _cluster.Control.SplitAsync(default, [KeymapCluster.At("h")], Cancel);
        await _cluster.MoveAsync(KeymapCluster.At("h"), "other");
        var process = _cluster.OtherProcess();
        await PutAsync(process, "a");
        await PutAsync(process, "z");

        await SetAsync(_cluster, BucketVersioning.Enabled);

        foreach (var key in new[] { "a", "z" }) Assert.NotNull((await PutAsync(process, key)).Version);
        Assert.Equal(4, (await ListAsync()).Count);
    }

    /// <summary>By the rules that the other process remembers there is nothing to delete.</summary>
    [Fact]
    public async Task Delete_RulesChangedByAnotherProcess_IsNotRefusedByTheOldOnes()
    {
        var process = _cluster.OtherProcess();
        await PutAsync(process, "k");
        await SetAsync(_cluster, BucketVersioning.Enabled);
        await _cluster.Index.DeleteAsync(KeymapCluster.Bucket, Key, default, Cancel);

        var deleted = await process.Index.DeleteAsync(KeymapCluster.Bucket, Key, default, Cancel);

        Assert.Equal(WriteOutcome.Applied, deleted.Outcome);
        Assert.True(deleted.IsDeleteMarker);
        Assert.Equal(3, (await ListAsync()).Count);
    }

    /// <summary>Goal: a write is never lost to old rules. Method: writers on another process, without pause, while versioning is enabled.</summary>
    [Fact]
    public async Task ChangeRules_WhileOthersWrite_LosesNoVersionAfterwards()
    {
        await PutAsync(_cluster, "k");
        var process = _cluster.OtherProcess();
        var isEnabled = 0;
        var done = 0;
        var kept = new ConcurrentQueue<VersionName>();
        var writer = Task.Run(
            async () =>
            {
                while (Volatile.Read(ref done) == 0)
                {
                    var mustKeep = Volatile.Read(ref isEnabled) == 1;
                    var written = await PutAsync(process, "k");
                    if (written.Version is { } name) kept.Enqueue(name);
                    else Assert.False(mustKeep);
                    await Task.Yield();
                }
            },
            Cancel);

        await SetAsync(_cluster, BucketVersioning.Enabled);
        Volatile.Write(ref isEnabled, 1);
        for (var i = 0; i < 20; i++) kept.Enqueue((await PutAsync(_cluster, "k")).Version!.Value);
        Volatile.Write(ref done, 1);
        await writer;

        var listed = await ListAsync();
        foreach (var name in kept) Assert.Contains($"k {name}", listed);
        Assert.Contains("k null", listed);
    }

    [Fact]
    public async Task ChangeRules_CutOffBeforeTheFences_IsEndedByWhoeverAsksForTheRules()
    {
        var store = _cluster.Store("main");
        store.AfterCommit = static commit =>
        {
            if (commit.Puts.Any(static put => put.Key.Span[0] == RowFamily.Bucket)) throw new IOException("killed");
        };
        await Assert.ThrowsAsync<IOException>(async () => await SetAsync(_cluster, BucketVersioning.Enabled));
        store.AfterCommit = null;
        Assert.Null((await PutAsync(_cluster, "k")).Version);

        var bucket = await _cluster.OtherProcess().Catalog.GetBucketInForceAsync("bucket", Cancel);

        Assert.Equal(BucketVersioning.Enabled, bucket?.Rules.Versioning);
        Assert.NotNull((await PutAsync(_cluster, "k")).Version);
    }

    [Fact]
    public async Task ChangeRules_OneDatabaseDown_LeavesTheBucketReadableAndIsEndedLater()
    {
        await PutAsync(_cluster, "a");
        await _cluster.Control.SplitAsync(default, [KeymapCluster.At("h")], Cancel);
        await _cluster.MoveAsync(KeymapCluster.At("h"), "other");
        await PutAsync(_cluster, "z");
        var down = _cluster.Store("other");
        down.BeforeRead = static () => throw new StorageException(StorageErrorCode.IndexUnavailable, "down");
        await Assert.ThrowsAsync<StorageException>(async () => await SetAsync(_cluster, BucketVersioning.Enabled));
        var process = _cluster.OtherProcess();

        var read = await process.Catalog.GetBucketAsync("bucket", Cancel);

        Assert.False(read?.RulesAreInForce);
        await Assert.ThrowsAsync<StorageException>(async () => await process.Catalog.GetBucketInForceAsync("bucket", Cancel));
        down.BeforeRead = null;
        Assert.True((await process.Catalog.GetBucketInForceAsync("bucket", Cancel))?.RulesAreInForce);
        Assert.True((await process.Catalog.GetBucketAsync("bucket", Cancel))?.RulesAreInForce);
        foreach (var key in new[] { "a", "z" }) Assert.NotNull((await PutAsync(process, key)).Version);
    }

    /// <summary>Goal: a deletion is not undone by whoever ends a change of rules beside it. Method: one does so right after the mark.</summary>
    [Fact]
    public async Task DeleteBucket_RulesCutOffBeforeTheFences_IsMarkedOnce()
    {
        var store = _cluster.Store("main");
        store.AfterCommit = static commit =>
        {
            if (commit.Puts.Any(static put => put.Key.Span[0] == RowFamily.Bucket)) throw new IOException("killed");
        };
        await Assert.ThrowsAsync<IOException>(async () => await SetAsync(_cluster, BucketVersioning.Enabled));
        var (marks, reader) = (0, Task.CompletedTask);
        store.AfterCommit = commit =>
        {
            if (!commit.Puts.Any(static put => put.Key.Span[0] == RowFamily.Tombstone)) return;
            if (marks++ == 0) reader = _cluster.OtherProcess().Catalog.GetBucketInForceAsync("bucket", Cancel).AsTask();
        };

        Assert.Equal(BucketDeletion.Deleted, await _cluster.Catalog.DeleteBucketAsync("bucket", Cancel));

        Assert.Equal(1, marks);
        await reader;
    }

    /// <summary>Goal: a key has exactly one current version, the newest, whatever two processes do to it at once.</summary>
    [Fact]
    public async Task Changes_OfOneKeyByTwoProcesses_LeaveTheNewestCurrent()
    {
        await SetAsync(_cluster, BucketVersioning.Enabled);
        var processes = new[] { _cluster, _cluster.OtherProcess() };
        await Parallel.ForAsync(0, 8, Cancel, async (worker, cancel) =>
        {
            var random = new Random(worker);
            var index = processes[worker % 2].Index;
            for (var i = 0; i < 60; i++)
            {
                var page = await index.ListVersionsAsync(KeymapCluster.Bucket, new ObjectListQuery(default, default, default, 10), null, cancel);
                if (random.Next(3) == 0) await index.PutAsync(KeymapCluster.Bucket, Key, Samples.Empty, default, cancel);
                else if (random.Next(3) == 0) await index.DeleteAsync(KeymapCluster.Bucket, Key, default, cancel);
                else if (page.Versions.Count > 0) await index.DeleteAsync(KeymapCluster.Bucket, Key, new ObjectDeletion { Version = page.Versions[random.Next(Math.Min(2, page.Versions.Count))].Version }, cancel);
            }
        });

        var left = await _cluster.Index.ListVersionsAsync(KeymapCluster.Bucket, new ObjectListQuery(default, default, default, 999), null, Cancel);
        var head = await _cluster.Index.GetVersionAsync(KeymapCluster.Bucket, Key, null, Cancel);
        var current = await _cluster.Index.GetAsync(KeymapCluster.Bucket, Key, Cancel);
        Assert.Equal(left.Versions.Count > 0 ? left.Versions[0].Version : null, head?.Name);
        Assert.Equal(head is { IsDeleteMarker: false } ? head.Name : null, current?.Name);
    }

    [Fact]
    public async Task ListVersions_NullVersionOfTheMarkerGone_SkipsNothing()
    {
        var names = new List<VersionName>();
        foreach (var versioning in new[] { BucketVersioning.Enabled, BucketVersioning.Suspended, BucketVersioning.Enabled })
        {
            await SetAsync(_cluster, versioning);
            names.Add((await PutAsync(_cluster, "k")).Version!.Value);
        }

        var first = await PageAsync(default, null, 2);
        await _cluster.Index.DeleteAsync(KeymapCluster.Bucket, Key, new ObjectDeletion { Version = VersionName.Null }, Cancel);
        var second = await PageAsync(first.NextKey, first.NextVersion, 2);
        var over = await PageAsync(first.NextKey, VersionName.Null, 2);

        Assert.Equal([names[2], VersionName.Null], first.Versions.Select(static item => item.Version));
        Assert.Equal((names[0], false), Assert.Single(second.Versions.Select(static item => (item.Version, item.IsLatest))));
        Assert.Equal([(names[2], true), (names[0], false)], over.Versions.Select(static item => (item.Version, item.IsLatest)));
    }

    [Fact]
    public async Task ListVersions_NewerOnesGoneBetweenPages_SaysWhichIsLatest()
    {
        await SetAsync(_cluster, BucketVersioning.Enabled);
        var names = new List<VersionName>();
        for (var i = 0; i < 4; i++) names.Add((await PutAsync(_cluster, "k")).Version!.Value);
        var first = await PageAsync(default, null, 1);
        foreach (var name in new[] { names[3], names[2] }) await _cluster.Index.DeleteAsync(KeymapCluster.Bucket, Key, new ObjectDeletion { Version = name }, Cancel);

        var second = await PageAsync(first.NextKey, first.NextVersion, 5);

        Assert.Equal([(names[1], true), (names[0], false)], second.Versions.Select(static item => (item.Version, item.IsLatest)));
    }

    /// <summary>Goal: the sweep of a key with many versions does not read them all. Method: rows that are read for some stripes of versions, and of garbage.</summary>
    [Fact]
    public async Task IsReferenced_KeyWithManyVersions_ReadsFewRows()
    {
        var store = new CountingStore(new InMemoryOrderedStore());
        var router = new KeymapRouter(IndexDatabases.Of(store), TimeProvider.System);
        var catalog = new Index.Catalog.Catalog(router, TimeProvider.System);
        await catalog.CreateBucketAsync(Bucket with { Rules = new BucketRules { Versioning = BucketVersioning.Enabled } }, Cancel);
        var clock = new SteppingClock();
        var index = new ObjectIndex(router, clock);
        var written = new List<(StripeId Stripe, VersionName Version)>();
        for (var i = 0; i < 1_000; i++)
        {
            var stripe = StripeId.New(clock.GetUtcNow());
            var run = new StripeRun(stripe, default, new ErasureProfile(1, 2), 1, 9, 9);
            written.Add((stripe, (await index.PutAsync(Bucket.Id, Key, Samples.Empty with { Size = 9, Runs = [run] }, default, Cancel)).Version!.Value));
        }

        var before = store.RowsRead;
        foreach (var (stripe, _) in written.Where(static (_, i) => i % 100 == 0)) Assert.True(await index.IsReferencedAsync(new FragmentOwner(Bucket.Id, Key, null, 0), stripe, Cancel));
        Assert.InRange(store.RowsRead - before, 9, 10 * 5);

        await index.DeleteAsync(Bucket.Id, Key, new ObjectDeletion { Version = written[500].Version }, Cancel);
        before = store.RowsRead;
        Assert.True(await index.IsReferencedAsync(new FragmentOwner(Bucket.Id, Key, null, 0), written[500].Stripe, Cancel));
        Assert.InRange(store.RowsRead - before, 1, 5);
    }

    [Fact]
    public async Task List_BesideManyOldVersions_ReadsOnlyCurrentObjects()
    {
        var store = new CountingStore(new InMemoryOrderedStore());
        var router = new KeymapRouter(IndexDatabases.Of(store), TimeProvider.System);
        var catalog = new Index.Catalog.Catalog(router, TimeProvider.System);
        await catalog.CreateBucketAsync(Bucket with { Rules = new BucketRules { Versioning = BucketVersioning.Enabled } }, Cancel);
        var index = new ObjectIndex(router, TimeProvider.System);
        for (var i = 0; i < 2_000; i++) await index.PutAsync(Bucket.Id, Key, Samples.Empty, default, Cancel);
        await index.PutAsync(Bucket.Id, ObjectKey.From("z"), Samples.Empty, default, Cancel);

        var before = store.RowsRead;
        var page = await index.ListAsync(Bucket.Id, new ObjectListQuery(default, default, default, 10), Cancel);

        Assert.Equal((2, 2), (page.Objects.Count, store.RowsRead - before));
    }

    [Fact]
    public async Task Put_StripesOfTheCoveredVersion_IsRefused()
    {
        await SetAsync(_cluster, BucketVersioning.Enabled);
        var run = new StripeRun(StripeId.New(DateTimeOffset.UnixEpoch), default, new ErasureProfile(1, 2), 1, 9, 9);
        var record = Samples.Empty with { Size = 9, Runs = [run] };
        await _cluster.Index.PutAsync(KeymapCluster.Bucket, Key, record, default, Cancel);

        await Assert.ThrowsAsync<ArgumentException>(async () => await _cluster.Index.PutAsync(KeymapCluster.Bucket, Key, record, default, Cancel));
    }

    /// <summary>Later by a millisecond whenever it is asked.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        private long _steps;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(50).AddMilliseconds(++_steps);
    }

    private async Task<VersionListing> PageAsync(ReadOnlyMemory<byte> after, VersionName? afterVersion, int limit) =>
        await _cluster.Index.ListVersionsAsync(KeymapCluster.Bucket, new ObjectListQuery(default, default, after, limit), afterVersion, Cancel);

    private async Task<List<string>> ListAsync()
    {
        var page = await _cluster.Index.ListVersionsAsync(KeymapCluster.Bucket, new ObjectListQuery(default, default, default, 999), null, Cancel);
        Assert.False(page.IsTruncated);
        return [.. page.Versions.Select(static item => $"{item.Listed.Key} {item.Version}")];
    }

    private static async Task<WriteResult> PutAsync(KeymapCluster process, string key)
    {
        var result = await process.Index.PutAsync(KeymapCluster.Bucket, ObjectKey.From(key), Samples.Empty, default, Cancel);
        Assert.Equal(WriteOutcome.Applied, result.Outcome);
        return result;
    }

    private static async Task SetAsync(KeymapCluster process, BucketVersioning versioning) =>
        Assert.NotNull(await process.Catalog.ChangeRulesAsync(Bucket, rules => rules with { Versioning = versioning }, Cancel));
}
