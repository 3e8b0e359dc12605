using System.Text.Json;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Replication;
using ObjectStore.Curator.Replication.Endpoints;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Replication;
using Xunit;

namespace ObjectStore.Curator.Tests.Replication;

public sealed class ReplicationJobTests : IDisposable
{
    private readonly SteppedTimeProvider _time = new();
    private readonly ReplicationSite _site;
    private readonly List<string> _sent = [];

    public ReplicationJobTests()
    {
        _site = new ReplicationSite(_time, new ReplicationOptions { PageRows = 3, KeysInParallel = 2, FailAfter = TimeSpan.FromHours(1), Targets = { ["other"] = new TargetOptions() } });
        _site.Send = TakeAsync;
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task Run_VersionsOfAKey_AreSentInTheirOrderAndSaySo()
    {
        await _site.CreateBucketAsync();
        for (var i = 0; i < 5; i++) await _site.PutAsync("k", $"{i}");
        var marker = await _site.DeleteAsync("k");

        await RunAsync(passes: 3);

        Assert.Equal(["k 0", "k 1", "k 2", "k 3", "k 4", "k "], _sent);
        Assert.Equal((0, ReplicationStatus.Completed), (await _site.CountAsync(), (await _site.ReadAsync("k", marker)).Replication!.Status));
        Assert.Equal(6, _site.ValueOf("objectstore.curator.replication.delivered", "other"));
    }

    [Fact]
    public async Task Run_KeyThatFails_HoldsUpItselfAlone()
    {
        await _site.CreateBucketAsync();
        await _site.PutAsync("bad", "1");
        await _site.PutAsync("bad", "2");
        var good = await _site.PutAsync("good", "3");
        _site.Send = async version => version.Key.ToString() == "bad" ? "HTTP 503" : await TakeAsync(version);

        await RunAsync(passes: 3);

        Assert.Equal(["good 3"], _sent);
        Assert.Equal(2, await _site.CountAsync());
        Assert.Equal(ReplicationStatus.Completed, (await _site.ReadAsync("good", good)).Replication!.Status);
    }

    [Fact]
    public async Task Run_ManyNeighbouringKeysFail_HoldUpNoOther()
    {
        await _site.CreateBucketAsync();
        for (var i = 0; i < 20; i++) await _site.PutAsync($"bad{i:00}", "1");
        var good = await _site.PutAsync("good", "2");
        _site.Send = async version => version.Key.ToString().StartsWith("bad", StringComparison.Ordinal) ? "HTTP 503" : await TakeAsync(version);

        await RunAsync(passes: 6);

        Assert.Equal(["good 2"], _sent);
        Assert.Equal((20, ReplicationStatus.Completed), (await _site.CountAsync(), (await _site.ReadAsync("good", good)).Replication!.Status));
    }

    /// <summary>Goal: what no target takes is told, counted and given up, and does not hold up what comes after it.</summary>
    [Fact]
    public async Task Run_VersionThatNeverSucceeds_FailsAfterItsTime()
    {
        await _site.CreateBucketAsync();
        var first = await _site.PutAsync("k", "bad");
        var second = await _site.PutAsync("k", "good");
        _site.Send = async version => version.Record.ETag == "bad" ? "HTTP 400 InvalidRequest" : await TakeAsync(version);

        for (var i = 0; i < 120; i++)
        {
            await _site.RunAsync();
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal((ReplicationStatus.Failed, ReplicationStatus.Completed), ((await _site.ReadAsync("k", first)).Replication!.Status, (await _site.ReadAsync("k", second)).Replication!.Status));
        var state = await _site.StateAsync();
        Assert.Equal(("k", first.ToString(), "HTTP 400 InvalidRequest"), Assert.Single(state.LastGivenUp) is var failed ? (failed.Key, failed.VersionId, failed.Reason) : default);
        Assert.Equal(1, _site.ValueOf("objectstore.curator.replication.given_up", "other"));
    }

    /// <summary>Goal: what waits for a target that is gone is given up too. Method: so many keys wait that walks, each of which breaks, come around to one more rarely than every hour.</summary>
    [Fact]
    public async Task Run_TargetIsGoneAndManyKeysWait_AllFail()
    {
        const int keys = 150;
        await _site.CreateBucketAsync();
        for (var i = 0; i < keys; i++) await _site.PutAsync($"k{i:000}", "1");
        _site.Send = static _ => ValueTask.FromResult<string?>("HTTP 503");

        for (var i = 0; i < 400; i++)
        {
            await _site.RunAsync();
            _time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal((0, keys), (await _site.CountAsync(), _site.ValueOf("objectstore.curator.replication.given_up", "other")));
        Assert.All(await _site.ReadAllAsync(), static item => Assert.Equal(ReplicationStatus.Failed, item.Record.Replication!.Status));
    }

    /// <summary>Goal: versions whose rows cannot be read hold up no others. Method: they fill the first page, so that who stops there never comes to the second.</summary>
    [Fact]
    public async Task Run_RowsOfVersionsCannotBeRead_HoldUpThemselvesAlone()
    {
        await _site.CreateBucketAsync();
        foreach (var key in new[] { "bad1", "bad2", "bad3" }) await _site.PutAsync(key, "1");
        var good = await _site.PutAsync("good", "2");
        await _site.DamageRowsAsync('o', "bad");

        await RunAsync(passes: 2);

        Assert.Equal(["good 2"], _sent);
        Assert.Equal((3, ReplicationStatus.Completed), (await _site.CountAsync(), (await _site.ReadAsync("good", good)).Replication!.Status));
        for (var i = 0; i < 120; i++)
        {
            await _site.RunAsync();
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Empty(_site.Warnings);
        Assert.Equal((3, 0), (_site.ValueOf("objectstore.curator.replication.given_up", "other"), await _site.CountAsync()));
    }

    /// <summary>Goal: a bucket whose rules a newer release has written holds up its own versions, and no walk through the outbox. Method: the fence that every change goes by is newer.</summary>
    [Fact]
    public async Task Run_RulesOfTheBucketAreOfANewerRelease_TheWalkGoesOn()
    {
        await _site.CreateBucketAsync();
        await _site.PutAsync("k", "1");
        await _site.MakeRowsNewerAsync('f', "");

        await RunAsync(passes: 1);

        Assert.Empty(_site.Warnings);
        Assert.Equal((1, 1), (_site.ValueOf("objectstore.curator.replication.failures", "other"), await _site.CountAsync()));
    }

    [Fact]
    public async Task Run_AnotherLedMeanwhile_TheStateGoesOnFromItsOwn()
    {
        await _site.CreateBucketAsync();
        await _site.PutAsync("k", "1");
        await RunAsync(passes: 1);
        var state = await _site.StateAsync() with { Delivered = 100 };
        await _site.Catalog.StoreJobStateAsync(DestinationState.Prefix + ReplicationSite.Destination, JsonSerializer.SerializeToUtf8Bytes(state, ReplicationStates.Default.DestinationState), Cancel);

        _site.BeginTerm();
        await _site.PutAsync("k", "2");
        await RunAsync(passes: 1);

        Assert.Equal(101, (await _site.StateAsync()).Delivered);
    }

    [Fact]
    public async Task Run_VersionChangedWhileItIsSent_IsSentAgain()
    {
        await _site.CreateBucketAsync();
        var version = await _site.PutAsync("k", "1");
        var tags = new List<int>();
        _site.Send = async sent =>
        {
            // A change that no row of the outbox tells of.
            if (tags.Count == 0) await _site.Index.UpdateAsync(ReplicationSite.Bucket.Id, sent.Key, version, new ObjectUpdate.SetTags([new("a", "b")]), Cancel);
            tags.Add(sent.Record.Tags.Count);
            return null;
        };

        await RunAsync(passes: 1);

        Assert.Equal([0, 1], tags);
        Assert.Equal(ReplicationStatus.Completed, (await _site.ReadAsync("k", version)).Replication!.Status);
    }

    [Fact]
    public async Task Run_VersionThatIsGone_LeavesTheOutbox()
    {
        await _site.CreateBucketAsync();
        var version = await _site.PutAsync("k", "1");
        await _site.Index.DeleteAsync(ReplicationSite.Bucket.Id, ObjectKey.From("k"), new ObjectDeletion { Version = version }, Cancel);

        await RunAsync(passes: 1);

        Assert.Equal((0, 0), (_sent.Count, await _site.CountAsync()));
    }

    [Fact]
    public async Task Walk_VersionsFromBeforeTheRules_AreQueuedOldestFirstAndOnce()
    {
        await _site.CreateBucketAsync(hasRules: false);
        for (var i = 0; i < 3; i++) await _site.PutAsync("k", $"{i}", isTold: false);
        await _site.RunAsync(JobNames.ReplicationWalk);
        Assert.Equal(0, await _site.CountAsync());
        await _site.SetRulesAsync();

        await _site.RunAsync(JobNames.ReplicationWalk);
        await _site.RunAsync(JobNames.ReplicationWalk);

        Assert.Equal(3, await _site.CountAsync());
        await RunAsync(passes: 2);
        Assert.Equal(["k 0", "k 1", "k 2"], _sent);
        _time.Advance(TimeSpan.FromDays(2));
        await _site.RunAsync(JobNames.ReplicationWalk);
        Assert.Equal(0, await _site.CountAsync());
    }

    [Fact]
    public async Task Walk_ManyBucketsWithoutRules_ReadsThemAgainOnlyAfterAChange()
    {
        await _site.CreateBucketAsync(hasRules: false);
        for (var i = 0; i < 250; i++) await _site.Catalog.CreateBucketAsync(ReplicationSite.Bucket with { Name = $"plain-{i}", Id = new BucketId(100 + (ulong)i) }, Cancel);
        await _site.RunAsync(JobNames.ReplicationWalk);
        var before = _site.Calls;

        await _site.RunAsync(JobNames.ReplicationWalk);

        Assert.InRange(_site.Calls - before, 1, 20);
        await _site.PutAsync("k", "1", isTold: false);
        await _site.SetRulesAsync();
        await _site.RunAsync(JobNames.ReplicationWalk);
        Assert.Equal(1, await _site.CountAsync());
    }

    /// <summary>Goal: rules that a newer release has set are told of once, and not called damaged, however often the walk comes by; and are walked by again when they can be read.</summary>
    [Fact]
    public async Task Walk_RulesOfANewerRelease_AreToldOfOnceUntilTheyChange()
    {
        await _site.CreateBucketAsync();
        await _site.PutAsync("k", "1", isTold: false);
        await SetDocumentAsync("{}"u8.ToArray());

        for (var i = 0; i < 3; i++) Assert.False((await _site.RunAsync(JobNames.ReplicationWalk)).IsComplete);
        Assert.Equal([6152], _site.Warnings);
        await SetDocumentAsync("[]"u8.ToArray());
        await _site.RunAsync(JobNames.ReplicationWalk);
        Assert.Equal([6152, 6152], _site.Warnings);
        await _site.SetRulesAsync();
        Assert.True((await _site.RunAsync(JobNames.ReplicationWalk)).IsComplete);

        Assert.Equal(1, await _site.CountAsync());

        async Task SetDocumentAsync(byte[] document) =>
            await _site.Catalog.ChangeDocumentsAsync(ReplicationSite.Bucket, set => set.With(BucketDocumentKind.Replication, document), Cancel);
    }

    /// <summary>Goal: versions for which the outbox had no room are found also in a bucket of which something is always in the outbox; and what is there is not queued again.</summary>
    [Fact]
    public async Task Walk_VersionsThatFoundNoRoom_AreQueuedBesideOthersThatWait()
    {
        await _site.CreateBucketAsync();
        foreach (var key in new[] { "a", "b", "c" }) await PutWithoutRoomAsync(key);
        await _site.PutAsync("b", "2");
        await _site.PutAsync("z", "3");
        _site.Send = async version => version.Key.ToString() == "z" ? "HTTP 503" : await TakeAsync(version);
        await RunAsync(passes: 1);

        await _site.RunAsync(JobNames.ReplicationWalk);
        Assert.Equal(4, await _site.CountAsync());
        await RunAsync(passes: 2);

        Assert.Equal(["a 1", "b 1", "b 2", "c 1"], _sent.Order(StringComparer.Ordinal));
        Assert.Equal(1, await _site.CountAsync());
        Assert.All((await _site.ReadAllAsync()).Where(static item => item.Key.ToString() != "z"), static item => Assert.Equal(ReplicationStatus.Completed, item.Record.Replication!.Status));
    }

    /// <summary>A walk that is killed anywhere goes on, and queues everything.</summary>
    [Fact]
    public async Task Walk_KilledAtEveryCall_QueuesEverything()
    {
        await _site.CreateBucketAsync(hasRules: false);
        for (var i = 0; i < 8; i++) await _site.PutAsync($"k{i % 3}", $"{i}", isTold: false);
        await _site.SetRulesAsync();

        for (var killAt = 1; killAt < 60; killAt++)
        {
            _site.RestartCurator(killAt, afterEffect: killAt % 2 == 0);
            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                await _site.RunAsync(JobNames.ReplicationWalk);
                throw new KilledException();
            });
        }

        _site.RestartCurator();
        await _site.RunAsync(JobNames.ReplicationWalk);
        Assert.All(await _site.ReadAllAsync(), static item => Assert.Equal(ReplicationStatus.Pending, item.Record.Replication!.Status));
        await RunAsync(passes: 10);
        Assert.Equal(8, _sent.Distinct().Count());
    }

    [Fact]
    public async Task Walk_FailedVersions_AreQueuedOnlyWhenSomebodyAsks()
    {
        var version = await FailAsync();
        _time.Advance(TimeSpan.FromDays(2));
        await _site.RunAsync(JobNames.ReplicationWalk);
        Assert.Equal(0, await _site.CountAsync());

        await _site.AskForRetryAsync();
        await _site.RunAsync(JobNames.ReplicationWalk);
        Assert.Equal((1, ReplicationStatus.Pending), (await _site.CountAsync(), (await _site.ReadAsync("k", version)).Replication!.Status));
        await RunAsync(passes: 1);

        Assert.Equal(["k 1"], _sent);
        Assert.Equal(ReplicationStatus.Completed, (await _site.ReadAsync("k", version)).Replication!.Status);
        Assert.Null(await _site.Catalog.GetJobStateAsync(RetryRequest.Prefix + ReplicationSite.Bucket.Name, Cancel));
    }

    /// <summary>What was asked for is done, wherever the walk that takes it up is killed.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Walk_AskedForAndKilledAnywhere_QueuesFailedVersions(bool afterEffect)
    {
        var version = await FailAsync();
        await _site.AskForRetryAsync();
        for (var killAt = 1; killAt < 30; killAt++)
        {
            _site.RestartCurator(killAt, afterEffect);
            await Record.ExceptionAsync(() => _site.RunAsync(JobNames.ReplicationWalk));
        }

        _site.RestartCurator();
        await _site.RunAsync(JobNames.ReplicationWalk);
        await RunAsync(passes: 1);

        Assert.Equal(ReplicationStatus.Completed, (await _site.ReadAsync("k", version)).Replication!.Status);
    }

    /// <summary>Makes a version that says that it waits, and has no row in the outbox.</summary>
    private async Task PutWithoutRoomAsync(string key)
    {
        var record = new ObjectRecord
        {
            Size = 0,
            ETag = "1",
            LastModified = DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds()),
            OwnerId = "writer",
            Replication = StoredReplication.WaitingFor(null, [ReplicationSite.Destination]),
        };
        Assert.Equal(WriteOutcome.Applied, (await _site.Index.PutAsync(ReplicationSite.Bucket.Id, ObjectKey.From(key), record, default, Cancel)).Outcome);
    }

    /// <summary>Makes a version that was given up, after which its target takes everything.</summary>
    private async Task<VersionName> FailAsync()
    {
        await _site.CreateBucketAsync();
        var version = await _site.PutAsync("k", "1");
        _site.Send = static _ => ValueTask.FromResult<string?>("HTTP 503");
        for (var i = 0; i < 120; i++)
        {
            await _site.RunAsync();
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(ReplicationStatus.Failed, (await _site.ReadAsync("k", version)).Replication!.Status);
        _site.Send = TakeAsync;
        return version;
    }

    private async Task RunAsync(int passes)
    {
        for (var i = 0; i < passes; i++)
        {
            await _site.RunAsync();
            _time.Advance(TimeSpan.FromSeconds(31));
        }
    }

    private ValueTask<string?> TakeAsync(ReplicaVersion version)
    {
        lock (_sent) _sent.Add($"{version.Key} {version.Record.ETag}");
        return ValueTask.FromResult<string?>(null);
    }
}
