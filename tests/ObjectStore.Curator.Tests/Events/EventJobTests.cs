using System.Text.Json;
using ObjectStore.Curator.Events;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Outboxes;
using ObjectStore.Events;
using ObjectStore.Events.Announcing;
using Xunit;

namespace ObjectStore.Curator.Tests.Events;

public sealed class EventJobTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_EventsOfSomeKeys_ArriveInTheOrderOfEachKeyAndAreRemoved()
    {
        using var scene = new EventScene(new ScriptedDestinations("q"));
        await scene.CreateBucketAsync();
        for (var i = 0; i < 4; i++)
        {
            foreach (var key in new[] { "a", "b", "c" }) await scene.PutAsync(key, $"{i}", EventScene.Rule("q"));
        }

        await scene.DeleteAsync("b", EventScene.Rule("q"));
        await scene.RunAsync();

        Assert.Equal(0, await scene.CountAsync());
        Assert.Equal(["a 0", "a 1", "a 2", "a 3"], OfKey(scene, "a"));
        Assert.Equal(["b 0", "b 1", "b 2", "b 3", "b -"], OfKey(scene, "b"));
        Assert.Equal(13, scene.ValueOf("objectstore.curator.events.delivered", "q"));
        var sequencers = scene.Destinations.All.Where(static each => each.Key == "b").Select(static each => each.Sequencer).ToArray();
        Assert.Equal(sequencers.Order(StringComparer.Ordinal), sequencers);
    }

    [Fact]
    public async Task Run_OneEventRefused_HoldsUpItsKeyOnly()
    {
        using var scene = new EventScene(new ScriptedDestinations("q") { Failure = static each => each is { Key: "b", ETag: "1" } ? "HTTP 400" : null });
        await scene.CreateBucketAsync();
        for (var i = 0; i < 3; i++)
        {
            foreach (var key in new[] { "a", "b", "c" }) await scene.PutAsync(key, $"{i}", EventScene.Rule("q"));
        }

        for (var i = 0; i < 5; i++)
        {
            await scene.RunAsync();
            scene.Time.Advance(Second);
        }

        Assert.Equal(["b 0"], OfKey(scene, "b"));
        Assert.Equal(["c 0", "c 1", "c 2"], OfKey(scene, "c"));
        scene.Destinations.Failure = static _ => null;
        await scene.RunUntilEmptyAsync();
        Assert.Equal(["b 0", "b 1", "b 2"], OfKey(scene, "b"));
    }

    [Fact]
    public async Task Run_DestinationBroken_IsTriedLessAndLessOftenAndNoOtherWaits()
    {
        using var scene = new EventScene(new ScriptedDestinations("broken", "q") { Failure = static each => each.Destination == "broken" ? "ConnectionError" : null });
        await scene.CreateBucketAsync();
        for (var i = 0; i < 30; i++) await scene.PutAsync($"k{i:00}", "1", EventScene.Rule("broken"), EventScene.Rule("q"));

        await scene.RunAsync();
        Assert.Equal(30, scene.Destinations.TextsOf("q").Count);
        for (var i = 0; i < 120; i++)
        {
            await scene.RunAsync();
            scene.Time.Advance(Second);
        }

        // Eight and a few in parallel for each walk, of which there are seven in the first two minutes.
        var failures = scene.ValueOf("objectstore.curator.events.failures", "broken");
        Assert.InRange(failures, 5 * DestinationWorker.FailuresMax, 8 * (DestinationWorker.FailuresMax + 2));
        scene.Destinations.Failure = static _ => null;
        await scene.RunUntilEmptyAsync();
        Assert.Equal(30, scene.Destinations.TextsOf("broken").Count);
    }

    /// <summary>Goal: however many keys are refused one after the other, those behind them are served, in time and as long as it goes on.</summary>
    [Fact]
    public async Task Run_ManyNeighbouringKeysRefused_HoldUpNoOther()
    {
        using var scene = new EventScene(new ScriptedDestinations("q") { Failure = static each => each.Key.StartsWith("bad", StringComparison.Ordinal) ? "HTTP 400" : null });
        await scene.CreateBucketAsync();
        for (var i = 0; i < 30; i++) await scene.PutAsync($"bad{i:00}", "1", EventScene.Rule("q"));
        await scene.PutAsync("good", "0", EventScene.Rule("q"));

        for (var i = 0; i < 120; i++)
        {
            await scene.RunAsync();
            scene.Time.Advance(Second);
        }

        Assert.Equal(["good 0"], scene.Destinations.TextsOf("q"));
        for (var hour = 1; hour <= 48; hour++)
        {
            await scene.PutAsync("good", $"{hour}", EventScene.Rule("q"));
            for (var i = 0; i < 6; i++)
            {
                await scene.RunAsync();
                scene.Time.Advance(TimeSpan.FromMinutes(10));
            }
        }

        Assert.Equal(Enumerable.Range(0, 49).Select(static hour => $"good {hour}"), scene.Destinations.TextsOf("q"));
        Assert.Equal((0, 30), (await scene.CountAsync(), (await scene.ReportAsync("q")).DeadLetters));
    }

    /// <summary>Goal: a destination that takes an event and never answers keeps no other from being served. Method: it answers only when the test has seen the other one served.</summary>
    [Fact]
    public async Task Run_DestinationHangs_OthersAreServed()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var scene = new EventScene(new ScriptedDestinations("hangs", "q")
        {
            Before = async (each, _) =>
            {
                if (each.Destination != "hangs") return;
                entered.TrySetResult();
                await release.Task;
            },
        });
        await scene.CreateBucketAsync();
        await scene.PutAsync("k", "1", EventScene.Rule("hangs"), EventScene.Rule("q"));

        await PassWhileHangingAsync(scene, entered.Task);
        await scene.PutAsync("k", "2", EventScene.Rule("hangs"), EventScene.Rule("q"));
        await PassWhileHangingAsync(scene, entered.Task);

        Assert.Equal(["k 1", "k 2"], scene.Destinations.TextsOf("q"));
        Assert.Empty(scene.Destinations.TextsOf("hangs"));
        release.SetResult();
        await scene.RunUntilEmptyAsync();
        Assert.Equal(["k 1", "k 2"], scene.Destinations.TextsOf("hangs"));
    }

    /// <summary>Goal: rows of a key come in their order also where a walk of the term before has not ended yet. Method: the destination does not mind that it is cut off.</summary>
    [Fact]
    public async Task Run_WalkOfTheTermBeforeGoesOn_WaitsForItsEnd()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var scene = new EventScene(new ScriptedDestinations("hangs")
        {
            Before = (_, _) =>
            {
                entered.TrySetResult();
                return release.Task;
            },
        });
        await scene.CreateBucketAsync();
        await scene.PutAsync("k", "1", EventScene.Rule("hangs"));
        await scene.PutAsync("k", "2", EventScene.Rule("hangs"));
        await PassWhileHangingAsync(scene, entered.Task);

        scene.BeginTerm();
        var pass = scene.RunAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(300), Cancel);

        Assert.False(pass.IsCompleted);
        Assert.Equal(1, scene.Destinations.Attempts);
        release.SetResult();
        await pass.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        await scene.RunUntilEmptyAsync();
        Assert.Equal(["k 1", "k 2"], scene.Destinations.TextsOf("hangs"));
    }

    [Fact]
    public async Task Run_EventTooOld_BecomesADeadLetterThatIsCountedAndShown()
    {
        using var scene = new EventScene(new ScriptedDestinations("q") { Failure = static each => each.Key == "b" ? "HTTP 400" : null });
        await scene.CreateBucketAsync();
        await scene.PutAsync("a", "1", EventScene.Rule("q"));
        await scene.PutAsync("b", "1", EventScene.Rule("q"));

        await scene.RunUntilEmptyOrAsync(passes: 60);
        Assert.Equal(1, await scene.CountAsync());
        scene.Time.Advance(TimeSpan.FromDays(2));
        await scene.PutAsync("b", "2", EventScene.Rule("q"));
        scene.Destinations.Failure = static each => each is { Key: "b", ETag: "1" } ? "HTTP 400" : null;
        await scene.RunUntilEmptyAsync();
        scene.Time.Advance(10 * Second);
        await scene.RunAsync();

        Assert.Equal(["b 2"], OfKey(scene, "b"));
        Assert.Equal(1, scene.ValueOf("objectstore.curator.events.dead_letters", "q"));
        var report = await scene.ReportAsync("q");
        Assert.Equal((2, 1, 0), (report.Delivered, report.DeadLetters, report.Waiting));
        Assert.Equal(("bucket", "b", "ObjectCreated:Put"), Assert.Single(report.LastDeadLetters) is var letter ? (letter.Bucket, letter.Key, letter.Event) : default);
    }

    /// <summary>Goal: a destination that was broken for long gives up what is too old, also behind the events that are tried, and nothing younger.</summary>
    [Fact]
    public async Task Run_DestinationGoneForLong_GivesUpWhatIsTooOld()
    {
        using var scene = new EventScene(new ScriptedDestinations());
        await scene.CreateBucketAsync();
        scene.Destinations.Failure = static _ => "not in the settings";
        for (var i = 0; i < 40; i++) await scene.PutAsync($"k{i:00}", "1", EventScene.Rule("gone"));
        scene.Time.Advance(TimeSpan.FromDays(2));
        await scene.PutAsync("young", "1", EventScene.Rule("gone"));

        for (var i = 0; i < 300; i++)
        {
            await scene.RunAsync();
            scene.Time.Advance(10 * Second);
        }

        Assert.Equal(1, await scene.CountAsync());
        Assert.Equal(40, (await scene.ReportAsync("gone")).DeadLetters);
    }

    [Fact]
    public async Task Run_TestEvent_IsSentAndRemoved()
    {
        using var scene = new EventScene(new ScriptedDestinations("q"));
        var test = new TestEvent(TestEvent.CurrentVersion, "q", "bucket", "R", "H", scene.Time.GetUtcNow());
        await scene.Catalog.StoreJobStateAsync(test.Key, JsonSerializer.SerializeToUtf8Bytes(test, EventStates.Default.TestEvent), Cancel);

        await scene.RunAsync();

        Assert.Equal(["s3:TestEvent"], scene.Destinations.All.Select(static each => each.Event));
        Assert.Null(await scene.Catalog.GetJobStateAsync(test.Key, Cancel));
    }

    /// <summary>Goal: what lifecycle rules remove is told, once it is removed.</summary>
    [Fact]
    public async Task Run_LifecycleRemovedAnObject_IsTold()
    {
        using var scene = new EventScene(new ScriptedDestinations("q"));
        await scene.CreateBucketAsync(EventScene.Rule("q"));
        await scene.ExpireAfterOneDayAsync();
        await scene.PutAsync("k", "1");
        await scene.PutAsync("other", "1");

        await scene.RunAsync(JobNames.Lifecycle);
        Assert.Equal(0, await scene.CountAsync());
        scene.Time.Advance(TimeSpan.FromDays(3));
        await scene.RunAsync(JobNames.Lifecycle);
        await scene.RunUntilEmptyAsync();

        Assert.Equal(["LifecycleExpiration:Delete k", "LifecycleExpiration:Delete other"], scene.Destinations.All.Select(static each => $"{each.Event} {each.Key}").Order(StringComparer.Ordinal));
    }

    /// <summary>Goal: a row that cannot be read holds up no other, and the log tells of it once, however often the job looks.</summary>
    [Fact]
    public async Task Run_RowCannotBeRead_IsToldOnceAndOthersAreDelivered()
    {
        using var scene = new EventScene(new ScriptedDestinations("q"));
        await scene.CreateBucketAsync();
        foreach (var key in new[] { "bad", "good" }) await scene.PutAsync(key, "1", EventScene.Rule("q"));
        await scene.DamageOutboxAsync("bad");

        for (var i = 0; i < 5; i++)
        {
            await scene.RunAsync();
            scene.Time.Advance(Second);
        }

        Assert.Equal(["good 1"], scene.Destinations.TextsOf("q"));
        Assert.Equal([6131], scene.Errors);
        Assert.Equal(1, scene.ValueOf("objectstore.curator.events.unreadable", ""));
    }

    /// <summary>Goal: a store in which nothing happens is not written to. Method: what is stored is replaced, and stays so as long as the report does not change.</summary>
    [Fact]
    public async Task Run_NothingHappens_TheReportIsNotStoredAgain()
    {
        using var scene = new EventScene(new ScriptedDestinations("q"));
        await scene.RunAsync();
        var report = await scene.ReportAsync("q") with { Delivered = 55 };
        await scene.Catalog.StoreJobStateAsync(DestinationReport.Prefix + "q", JsonSerializer.SerializeToUtf8Bytes(report, EventStates.Default.DestinationReport), Cancel);

        for (var i = 0; i < 3; i++)
        {
            scene.Time.Advance(TimeSpan.FromSeconds(20));
            await scene.RunAsync();
        }

        Assert.Equal(55, (await scene.ReportAsync("q")).Delivered);
    }

    /// <summary>Goal: what another process stored while it led is not written over by what this one remembers.</summary>
    [Fact]
    public async Task Run_AnotherLedMeanwhile_TheReportGoesOnFromItsOwn()
    {
        using var scene = new EventScene(new ScriptedDestinations("q"));
        await scene.CreateBucketAsync();
        await scene.PutAsync("k", "1", EventScene.Rule("q"));
        await scene.RunAsync();
        var report = await scene.ReportAsync("q") with { Delivered = 100, DeadLetters = 7 };
        await scene.Catalog.StoreJobStateAsync(DestinationReport.Prefix + "q", JsonSerializer.SerializeToUtf8Bytes(report, EventStates.Default.DestinationReport), Cancel);

        scene.BeginTerm();
        await scene.PutAsync("k", "2", EventScene.Rule("q"));
        await scene.RunAsync();

        Assert.Equal((101, 7), await scene.ReportAsync("q") is var now ? (now.Delivered, now.DeadLetters) : default);
    }

    [Fact]
    public async Task Run_TellsGatewaysTheNamesAndTheLevels()
    {
        using var scene = new EventScene(new ScriptedDestinations("b", "a") { Failure = static _ => "HTTP 500" }, new EventOptions { BucketRowsMax = 9, BucketBytesMax = 8_000 });
        await scene.CreateBucketAsync();
        await scene.PutAsync("k", "1", EventScene.Rule("a"));
        await scene.PutAsync("k", "2", EventScene.Rule("a"));

        await scene.RunAsync();

        Assert.True(EventStates.TryRead((await scene.Catalog.GetJobStateAsync(DestinationNames.Key, Cancel))!.Value, EventStates.Default.DestinationNames, out var names));
        Assert.Equal(["b", "a"], names.Names);
        Assert.True(EventStates.TryRead((await scene.Catalog.GetJobStateAsync(OutboxLevels.Key, Cancel))!.Value, EventStates.Default.OutboxLevels, out var levels));
        Assert.Equal((9, 8_000), (levels.RowsMax, levels.BytesMax));
        Assert.Equal((7UL, 2L), Assert.Single(levels.Buckets) is var level ? (level.Bucket, level.Rows) : default);
    }

    private static IReadOnlyList<string> OfKey(EventScene scene, string key) => [.. scene.Destinations.All.Where(each => each.Key == key).Select(static each => $"{each.Key} {each.ETag}")];

    /// <summary>One pass; the clock goes on once the destination hangs, which ends the wait of the pass.</summary>
    private static async Task PassWhileHangingAsync(EventScene scene, Task hanging)
    {
        var pass = scene.RunAsync();
        await hanging.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        var expected = scene.Destinations.TextsOf("q").Count;
        for (var i = 0; i < 6_000 && (!pass.IsCompleted || await WaitsForOthersAsync(scene)); i++)
        {
            scene.Time.Advance(Second);
            await Task.Delay(10, Cancel);
            if (pass.IsCompleted && await WaitsForOthersAsync(scene)) pass = scene.RunAsync();
        }

        await pass.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        Assert.True(scene.Destinations.TextsOf("q").Count >= expected);
    }

    private static async Task<bool> WaitsForOthersAsync(EventScene scene) =>
        (await scene.Outbox.ListAsync(null, default, 1_000, Cancel)).Entries.Any(static entry => entry.Message.Destination != "hangs");
}
