using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Lifecycle;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Curator.Tests.Lifecycle;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle;
using Xunit;

namespace ObjectStore.Curator.Tests.Transitions;

public sealed class TransitionTests
{
    private static readonly TimeSpan TwoDays = TimeSpan.FromDays(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    [InlineData(300_000)]
    [InlineData(9_000_001)]
    public async Task Run_DaysAreOver_BytesLieInTheOtherPoolAndNothingElseChanges(int size)
    {
        using var scene = await TransitionScene.CreateAsync();
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Never, TransitionScene.Rule(1, "STANDARD_IA"));
        var content = TransitionScene.BytesOf(size);
        var before = await scene.PutAsync(bucket, "k", content);

        await scene.RunAsync();
        Assert.Null((await scene.GetAsync(bucket, "k")).StorageClass);
        scene.Lifecycle.Time.Advance(TwoDays);
        await scene.RunAsync();

        var after = await scene.GetAsync(bucket, "k");
        Assert.Equivalent(before with { StorageClass = "STANDARD_IA", Runs = after.Runs }, after, strict: true);
        Assert.Equal(size == 0 ? [] : [TransitionScene.Cold], scene.PoolsOf(after.Runs));
        Assert.Equal(content, await scene.ReadAsync(after.Runs));
        Assert.Equal(1, scene.Lifecycle.Metric("move", "applied"));
        await scene.CollectAsync();
        Assert.All(scene.FirstDevices, static device => Assert.Empty(device.Ids));
        Assert.Equal(content, await scene.ReadAsync(after.Runs));
    }

    [Fact]
    public async Task Run_SecondTime_DoesNothing()
    {
        using var scene = await TransitionScene.CreateAsync();
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Enabled, TransitionScene.Rule(0, "STANDARD_IA"));
        await scene.PutAsync(bucket, "k", TransitionScene.BytesOf(100_000));
        scene.Lifecycle.Time.Advance(TwoDays);
        await scene.RunAsync();
        var moved = await scene.GetAsync(bucket, "k");

        await scene.RunAsync();

        Assert.Equal(moved.Runs, (await scene.GetAsync(bucket, "k")).Runs);
        Assert.Equal(1, scene.Lifecycle.Metric("move", "applied"));
    }

    [Fact]
    public async Task Run_ClassOfTheSamePool_ChangesTheNameAlone()
    {
        using var scene = await TransitionScene.CreateAsync();
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Never, TransitionScene.Rule(0, "GLACIER_IR"));
        var before = await scene.PutAsync(bucket, "k", TransitionScene.BytesOf(100_000));
        scene.Lifecycle.Time.Advance(TwoDays);

        await scene.RunAsync();

        var after = await scene.GetAsync(bucket, "k");
        Assert.Equal("GLACIER_IR", after.StorageClass);
        Assert.Equal(before.Runs, after.Runs);
    }

    [Fact]
    public async Task Run_MultipartObject_EveryPartMoves()
    {
        using var scene = await TransitionScene.CreateAsync();
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Never, TransitionScene.Rule(1, "STANDARD_IA"));
        byte[][] parts = [TransitionScene.BytesOf(5_000_000), TransitionScene.BytesOf(5_000_001), TransitionScene.BytesOf(10)];
        await scene.PutPartsAsync(bucket, "k", parts);
        scene.Lifecycle.Time.Advance(TwoDays);

        await scene.RunAsync();

        var after = await scene.GetAsync(bucket, "k");
        var runs = await scene.RunsAsync(bucket, "k", after);
        Assert.Equal("STANDARD_IA", after.StorageClass);
        Assert.Equal([TransitionScene.Cold], scene.PoolsOf(runs));
        Assert.Equal(parts.SelectMany(static part => part), await scene.ReadAsync(runs));
        await scene.CollectAsync();
        Assert.All(scene.FirstDevices, static device => Assert.Empty(device.Ids));
    }

    [Fact]
    public async Task Run_NoncurrentVersions_MoveButTheNewestThatStay()
    {
        using var scene = await TransitionScene.CreateAsync();
        var rule = TransitionScene.Rule(0, "STANDARD_IA") with { Transitions = [], NoncurrentTransitions = [new NoncurrentTransition(1, 1, "STANDARD_IA")] };
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Enabled, rule);
        for (var i = 0; i < 4; i++)
        {
            await scene.PutAsync(bucket, "k", TransitionScene.BytesOf(100_000));
            scene.Lifecycle.Time.Advance(TimeSpan.FromMinutes(1));
        }

        await scene.Lifecycle.DeleteAsync(bucket, "k");
        scene.Lifecycle.Time.Advance(TwoDays);
        await scene.RunAsync();

        var versions = await scene.Lifecycle.VersionsAsync(bucket);
        Assert.Equal([null, null, "STANDARD_IA", "STANDARD_IA", "STANDARD_IA"], versions.Select(static version => version.Listed.StorageClass));
        Assert.Equal(3, scene.Lifecycle.Metric("move_noncurrent", "applied"));
    }

    [Theory]
    [InlineData(100, null, false)]
    [InlineData(200_000, null, true)]
    [InlineData(100, 10L, true)]
    public async Task Run_SmallObject_MovesOnlyWhereTheRuleAsksForASize(int size, long? above, bool isMoved)
    {
        using var scene = await TransitionScene.CreateAsync(new LifecycleOptions());
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Never, TransitionScene.Rule(0, "STANDARD_IA", new LifecycleFilter { SizeAbove = above }));
        await scene.PutAsync(bucket, "k", TransitionScene.BytesOf(size));
        scene.Lifecycle.Time.Advance(TwoDays);

        await scene.RunAsync();

        Assert.Equal(isMoved ? "STANDARD_IA" : null, (await scene.GetAsync(bucket, "k")).StorageClass);
    }

    [Fact]
    public async Task Run_RuleAsksForTags_OnlyObjectsWithThemMove()
    {
        using var scene = await TransitionScene.CreateAsync();
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Never, TransitionScene.Rule(0, "STANDARD_IA", new LifecycleFilter { Tags = [new("old", "yes")] }));
        await scene.PutAsync(bucket, "tagged", TransitionScene.BytesOf(10), ("old", "yes"));
        await scene.PutAsync(bucket, "other", TransitionScene.BytesOf(10), ("old", "no"));
        scene.Lifecycle.Time.Advance(TwoDays);

        await scene.RunAsync();

        Assert.Equal("STANDARD_IA", (await scene.GetAsync(bucket, "tagged")).StorageClass);
        Assert.Null((await scene.GetAsync(bucket, "other")).StorageClass);
        Assert.Equal(1, scene.Lifecycle.Metric("move", "not_due"));
    }

    /// <summary>Goal: a rule of tags says nothing of objects without them, and others hold. Method: only the walk for moves, so that what would be removed is still there.</summary>
    [Fact]
    public async Task Run_RemovalOfTaggedObjectsIsDueToo_TheOthersMove()
    {
        using var scene = await TransitionScene.CreateAsync();
        var removal = LifecycleScene.Rule(days: 1) with { Id = "remove", Filter = new LifecycleFilter { Tags = [new("old", "yes")] } };
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Never, removal, TransitionScene.Rule(1, "STANDARD_IA"));
        await scene.PutAsync(bucket, "tagged", TransitionScene.BytesOf(200_000), ("old", "yes"));
        await scene.PutAsync(bucket, "other", TransitionScene.BytesOf(200_000));
        scene.Lifecycle.Time.Advance(TwoDays);

        await scene.Lifecycle.RunJobAsync(JobNames.Transitions);

        Assert.Equal("STANDARD_IA", (await scene.GetAsync(bucket, "other")).StorageClass);
        Assert.Null((await scene.GetAsync(bucket, "tagged")).StorageClass);
    }

    [Fact]
    public async Task Run_LaterRuleIsForTags_ObjectsWithoutThemMoveAsTheEarlierSays()
    {
        using var scene = await TransitionScene.CreateAsync();
        var bucket = await scene.Lifecycle.CreateBucketAsync(
            "bucket",
            BucketVersioning.Never,
            TransitionScene.Rule(0, "STANDARD_IA"),
            TransitionScene.Rule(1, "GLACIER_IR", new LifecycleFilter { Tags = [new("old", "yes")] }) with { Id = "further" });
        await scene.PutAsync(bucket, "tagged", TransitionScene.BytesOf(200_000), ("old", "yes"));
        await scene.PutAsync(bucket, "other", TransitionScene.BytesOf(200_000));
        scene.Lifecycle.Time.Advance(TwoDays);

        await scene.RunAsync();

        Assert.Equal("STANDARD_IA", (await scene.GetAsync(bucket, "other")).StorageClass);
        Assert.Equal("GLACIER_IR", (await scene.GetAsync(bucket, "tagged")).StorageClass);
    }

    /// <summary>Goal: what is written while its predecessor is copied stays, and the copy leaves nothing behind.</summary>
    [Fact]
    public async Task Run_ObjectIsWrittenAnewMeanwhile_StaysWhatItIs()
    {
        using var scene = await TransitionScene.CreateAsync();
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Never, TransitionScene.Rule(1, "STANDARD_IA"));
        await scene.PutAsync(bucket, "k", TransitionScene.BytesOf(10));
        scene.Lifecycle.Time.Advance(TwoDays);
        var isOver = false;
        foreach (var device in scene.ColdDevices)
        {
            device.OnPut = () =>
            {
                if (isOver) return;
                isOver = true;
#pragma warning disable VSTHRD002 // The index is in memory and completes at once.
                scene.Lifecycle.PutAsync(bucket, "k").GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
            };
        }

        await scene.RunAsync();

        Assert.True(isOver);
        Assert.Null((await scene.GetAsync(bucket, "k")).StorageClass);
        Assert.All(scene.ColdDevices, static device => Assert.Empty(device.Ids));
    }

    [Fact]
    public async Task Run_PoolTakesNothing_ExpirationsGoOnAndMovesAreTriedAgain()
    {
        using var scene = await TransitionScene.CreateAsync();
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Never, TransitionScene.Rule(1, "STANDARD_IA"), LifecycleScene.Rule("z", days: 1) with { Id = "expire" });
        var content = TransitionScene.BytesOf(200_000);
        for (var i = 0; i < 12; i++) await scene.PutAsync(bucket, $"k{i}", content);
        await scene.PutAsync(bucket, "z", TransitionScene.BytesOf(10));
        scene.Lifecycle.Time.Advance(TwoDays);
        foreach (var device in scene.ColdDevices) device.IsFull = true;

        await scene.RunAsync();
        Assert.DoesNotContain("z", await scene.Lifecycle.KeysAsync(bucket));
        Assert.Equal(content, await scene.ReadAsync((await scene.GetAsync(bucket, "k3")).Runs));
        Assert.All(scene.ColdDevices, static device => Assert.Empty(device.Ids));
        foreach (var device in scene.ColdDevices) device.IsFull = false;
        scene.Lifecycle.Time.Advance(TimeSpan.FromMinutes(1));
        await scene.RunAsync();

        for (var i = 0; i < 12; i++) Assert.Equal("STANDARD_IA", (await scene.GetAsync(bucket, $"k{i}")).StorageClass);
    }

    /// <summary>Goal: copies that take long hold up no removal. Method: the clock stands still, so that a copy beyond the rate waits for ever, and the removals of the same bucket end meanwhile.</summary>
    [Fact]
    public async Task Run_LargeObjectIsMoving_RemovalsGoOn()
    {
        using var scene = await TransitionScene.CreateAsync(new LifecycleOptions { TransitionBytesPerSecond = 1 << 20, TransitionBytesMin = 0 });
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Never, TransitionScene.Rule(1, "STANDARD_IA"), LifecycleScene.Rule("z", days: 1) with { Id = "expire" });
        var content = TransitionScene.BytesOf(20_000_000);
        await scene.PutAsync(bucket, "large", content);
        await scene.PutAsync(bucket, "z", TransitionScene.BytesOf(10));
        scene.Lifecycle.Time.Advance(TwoDays);

        var moving = scene.Lifecycle.RunJobAsync(JobNames.Transitions);
        await scene.Lifecycle.RunAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.False(moving.IsCompleted);
        Assert.Equal(["large"], await scene.Lifecycle.KeysAsync(bucket));
        for (var i = 0; i < 6_000 && !moving.IsCompleted; i++)
        {
            scene.Lifecycle.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await moving.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal("STANDARD_IA", (await scene.GetAsync(bucket, "large")).StorageClass);
    }

    [Fact]
    public async Task Run_PoolThatIsNotThere_LeavesTheObjectAndSaysSo()
    {
        using var scene = await TransitionScene.CreateAsync();
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Never, TransitionScene.Rule(0, "ONEZONE_IA"));
        await scene.PutAsync(bucket, "k", TransitionScene.BytesOf(10));
        scene.Lifecycle.Time.Advance(TwoDays);

        await scene.RunAsync();

        Assert.Null((await scene.GetAsync(bucket, "k")).StorageClass);
        Assert.Equal(1, scene.Lifecycle.Metric("move", "postponed"));
    }

    [Fact]
    public async Task Run_FragmentsAreMissing_TheRestIsEnough()
    {
        using var scene = await TransitionScene.CreateAsync();
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Never, TransitionScene.Rule(0, "STANDARD_IA"));
        var content = TransitionScene.BytesOf(6_000_000);
        await scene.PutAsync(bucket, "k", content);
        scene.FirstDevices.First().IsUnreachable = true;
        foreach (var fragment in scene.FirstDevices.Last().Ids) scene.FirstDevices.Last().DamagePayload(fragment);
        scene.Lifecycle.Time.Advance(TwoDays);

        await scene.RunAsync();

        var after = await scene.GetAsync(bucket, "k");
        Assert.Equal("STANDARD_IA", after.StorageClass);
        Assert.Equal(content, await scene.ReadAsync(after.Runs));
    }

    /// <summary>
    /// Goal: cut off anywhere, nothing is lost and the move ends. Method: the process ends at its n-th call to a device or the index, before or after its effect, for every n until it comes to its end;
    /// then another curator goes on.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Category", "Soak")]
    public Task Run_KilledAtEveryCall_EndsWithTheObjectMoved(bool afterEffect) => KillAsync(afterEffect, stride: 1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Run_KilledAtSomeCalls_EndsWithTheObjectMoved(bool afterEffect) => KillAsync(afterEffect, stride: 11);

    private static async Task KillAsync(bool afterEffect, int stride)
    {
        for (var killAt = 1; ; killAt += stride)
        {
            using var scene = await TransitionScene.CreateAsync();
            var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Enabled, TransitionScene.Rule(1, "STANDARD_IA"));
            var (content, parts) = (TransitionScene.BytesOf(1_000), new[] { TransitionScene.BytesOf(200_000), TransitionScene.BytesOf(70_000) });
            await scene.PutAsync(bucket, "a", content);
            await scene.PutPartsAsync(bucket, "b", parts);
            scene.Lifecycle.Time.Advance(TwoDays);
            scene.Lifecycle.RestartCurator(killAt, afterEffect);
            await RunToTheEndAsync(scene);
            var isKilled = scene.Lifecycle.Kill.Calls >= killAt;

            scene.Lifecycle.RestartCurator();
            await CheckAsync(scene, bucket, content, parts);
            await scene.RunAsync();
            await scene.RunAsync();

            var (a, b) = await CheckAsync(scene, bucket, content, parts);
            Assert.Equal(("STANDARD_IA", "STANDARD_IA"), (a.StorageClass, b.StorageClass));
            if (!isKilled) break;
        }
    }

    private static async Task RunToTheEndAsync(TransitionScene scene)
    {
        try
        {
            await scene.RunAsync();
        }
        catch (KilledException)
        {
            // That is the end of the process.
        }
    }

    private static async Task<(ObjectRecord A, ObjectRecord B)> CheckAsync(TransitionScene scene, BucketRecord bucket, byte[] content, byte[][] parts)
    {
        var (a, b) = (await scene.GetAsync(bucket, "a"), await scene.GetAsync(bucket, "b"));
        Assert.Equal(content, await scene.ReadAsync(a.Runs));
        Assert.Equal(parts.SelectMany(static part => part), await scene.ReadAsync(await scene.RunsAsync(bucket, "b", b)));
        return (a, b);
    }
}
