using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Curator.Tests.Lifecycle;
using ObjectStore.Events;
using ObjectStore.Events.Configuration;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle;
using Xunit;

namespace ObjectStore.Curator.Tests.Transitions;

/// <summary>Objects of a class with two pools move by when they were read.</summary>
public sealed class TierTests
{
    private const string Class = "INTELLIGENT_TIERING";
    private const int Size = 300_000;

    /// <summary>Days without a read, and the one of which reads are not noted.</summary>
    private static readonly TimeSpan Unread = TimeSpan.FromDays(4);

    [Theory]
    [InlineData(128 << 10, BucketVersioning.Never)]
    [InlineData(9_000_001, BucketVersioning.Never)]
    [InlineData(Size, BucketVersioning.Enabled)]
    [InlineData(Size, BucketVersioning.Suspended)]
    public async Task Run_UnreadAndReadAgain_MovesAndComesBackAndNothingElseChanges(int size, BucketVersioning versioning)
    {
        using var scene = await CreateAsync();
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", versioning);
        var content = TransitionScene.BytesOf(size);
        var before = await scene.PutAsync(bucket, "k", content);

        scene.Lifecycle.Time.Advance(TimeSpan.FromDays(2.5));
        await RunAsync(scene);
        Assert.Equivalent(before, await scene.GetAsync(bucket, "k"), strict: true);
        scene.Lifecycle.Time.Advance(TimeSpan.FromDays(1.5));
        await RunAsync(scene);

        var cold = await scene.GetAsync(bucket, "k");
        Assert.Equivalent(before with { Tiering = new StoredTiering(before.LastModified, StorageTier.Infrequent), Runs = cold.Runs }, cold, strict: true);
        Assert.Equal([TransitionScene.Cold], scene.PoolsOf(cold.Runs));
        Assert.Equal(content, await scene.ReadAsync(cold.Runs));
        await scene.CollectAsync();
        Assert.All(scene.FirstDevices, static device => Assert.Empty(device.Ids));
        var readAt = scene.Lifecycle.Time.GetUtcNow();
        await ReadAsync(scene, bucket, "k");
        await RunAsync(scene);

        var hot = await scene.GetAsync(bucket, "k");
        Assert.Equivalent(before with { Tiering = new StoredTiering(readAt, StorageTier.Frequent), Runs = hot.Runs }, hot, strict: true);
        Assert.Equal([PoolName.Default], scene.PoolsOf(hot.Runs));
        Assert.Equal(content, await scene.ReadAsync(hot.Runs));
        await scene.CollectAsync();
        Assert.All(scene.ColdDevices, static device => Assert.Empty(device.Ids));
        Assert.Equal((1, 1), (scene.Lifecycle.Metric("move_infrequent", "applied"), scene.Lifecycle.Metric("move_frequent", "applied")));
    }

    [Fact]
    public async Task Run_SecondTime_DoesNothing()
    {
        using var scene = await CreateAsync();
        var bucket = await PutUnreadAsync(scene);
        await RunAsync(scene);
        var moved = await scene.GetAsync(bucket, "k");

        await RunAsync(scene);

        Assert.Equal(moved.Runs, (await scene.GetAsync(bucket, "k")).Runs);
        Assert.Equal(1, scene.Lifecycle.Metric("move_infrequent", "applied"));
        Assert.Equal(0, scene.Lifecycle.Metric("move_infrequent", "not_due"));
    }

    [Theory]
    [InlineData((128 << 10) - 1, Class)]
    [InlineData(Size, null)]
    [InlineData(Size, "STANDARD_IA")]
    [InlineData(Size, "NO_LONGER_OFFERED")]
    public async Task Run_SmallOrOfAnotherClass_Stays(int size, string? storageClass)
    {
        using var scene = await CreateAsync();
        scene.StorageClass = storageClass;
        var bucket = await PutUnreadAsync(scene, size);

        await RunAsync(scene);

        Assert.Null((await scene.GetAsync(bucket, "k")).Tiering);
        Assert.Equal([PoolName.Default], scene.PoolsOf((await scene.GetAsync(bucket, "k")).Runs));
    }

    [Fact]
    public async Task Run_ReadNowAndThen_Stays()
    {
        using var scene = await CreateAsync();
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Never);
        await scene.PutAsync(bucket, "k", TransitionScene.BytesOf(Size));

        for (var i = 0; i < 10; i++)
        {
            scene.Lifecycle.Time.Advance(TimeSpan.FromDays(2));
            await ReadAsync(scene, bucket, "k");
            await RunAsync(scene);
        }

        Assert.Equal([PoolName.Default], scene.PoolsOf((await scene.GetAsync(bucket, "k")).Runs));
        Assert.Equal(0, scene.Lifecycle.Metric("move_infrequent", "applied"));
    }

    /// <summary>Goal: a read that comes while the bytes are copied counts. Method: it is noted at the first fragment that the other pool gets.</summary>
    [Fact]
    public async Task Run_ReadWhileItMoves_StaysAndLeavesNothing()
    {
        using var scene = await CreateAsync();
        var bucket = await PutUnreadAsync(scene);
        ReadAtPut(scene, bucket, puts: 1);

        await RunAsync(scene);

        Assert.Equal([PoolName.Default], scene.PoolsOf((await scene.GetAsync(bucket, "k")).Runs));
        Assert.All(scene.ColdDevices, static device => Assert.Empty(device.Ids));
        Assert.Equal(1, scene.Lifecycle.Metric("move_infrequent", "not_due"));
    }

    /// <summary>Goal: a multipart object that is read while its parts move does not stay in both pools. Method: the read comes with the second part, of which the first has moved then.</summary>
    [Fact]
    public async Task Run_ReadWhilePartsMove_AllOfThemComeBack()
    {
        using var scene = await CreateAsync();
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Never);
        byte[][] parts = [TransitionScene.BytesOf(200_000), TransitionScene.BytesOf(300_000), TransitionScene.BytesOf(70_000)];
        await scene.PutPartsAsync(bucket, "k", parts);
        scene.Lifecycle.Time.Advance(Unread);
        ReadAtPut(scene, bucket, puts: 4);

        await scene.Lifecycle.RunJobAsync(JobNames.Transitions);
        var between = await scene.GetAsync(bucket, "k");
        Assert.Equal(StorageTier.Between, between.Tiering!.Value.Tier);
        Assert.Contains(TransitionScene.Cold, scene.PoolsOf(await scene.RunsAsync(bucket, "k", between)));
        await RunAsync(scene);

        var back = await scene.GetAsync(bucket, "k");
        var runs = await scene.RunsAsync(bucket, "k", back);
        Assert.Equal(StorageTier.Frequent, back.Tiering!.Value.Tier);
        Assert.Equal([PoolName.Default], scene.PoolsOf(runs));
        Assert.Equal(parts.SelectMany(static part => part), await scene.ReadAsync(runs));
    }

    [Fact]
    public async Task Run_CoveredVersions_MoveToo()
    {
        using var scene = await CreateAsync();
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Enabled);
        for (var i = 0; i < 4; i++) await scene.PutAsync(bucket, "k", TransitionScene.BytesOf(Size));
        await scene.Lifecycle.DeleteAsync(bucket, "k");
        scene.Lifecycle.Time.Advance(Unread);

        await RunAsync(scene);

        var versions = await scene.Lifecycle.VersionsAsync(bucket);
        Assert.Equal([null, .. Enumerable.Repeat<StorageTier?>(StorageTier.Infrequent, 4)], versions.Select(static version => version.Listed.Tiering?.Tier));
        Assert.All(scene.FirstDevices, static device => Assert.NotEmpty(device.Ids));
        await scene.CollectAsync();
        Assert.All(scene.FirstDevices, static device => Assert.Empty(device.Ids));
    }

    [Fact]
    public async Task Run_RuleMovesIntoTheClassAndOutOfIt_CountsAsAReadAndForgetsIt()
    {
        using var scene = await CreateAsync();
        scene.StorageClass = null;
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Never, TransitionScene.Rule(10, Class));
        var content = TransitionScene.BytesOf(Size);
        await scene.PutAsync(bucket, "k", content);
        scene.Lifecycle.Time.Advance(TimeSpan.FromDays(11));

        await RunAsync(scene);
        var entered = await scene.GetAsync(bucket, "k");
        Assert.Equal((Class, new StoredTiering(scene.Lifecycle.Time.GetUtcNow(), StorageTier.Frequent)), (entered.StorageClass, entered.Tiering));
        await RunAsync(scene);
        Assert.Equal([PoolName.Default], scene.PoolsOf((await scene.GetAsync(bucket, "k")).Runs));
        scene.Lifecycle.Time.Advance(Unread);
        await RunAsync(scene);
        Assert.Equal([TransitionScene.Cold], scene.PoolsOf((await scene.GetAsync(bucket, "k")).Runs));
        await scene.Lifecycle.SetRulesAsync(bucket, TransitionScene.Rule(10, "GLACIER_IR"));
        await RunAsync(scene);

        var left = await scene.GetAsync(bucket, "k");
        Assert.Equal(("GLACIER_IR", null), (left.StorageClass, left.Tiering));
        Assert.Equal([PoolName.Default], scene.PoolsOf(left.Runs));
        Assert.Equal(content, await scene.ReadAsync(left.Runs));
    }

    /// <summary>Goal: rules come first, but only for what they are about. Method: a rule that removes, and one that moves, are over for objects with a tag; one has it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_RulesForTags_HoldBackOnlyWhatHasThem(bool isRemoval)
    {
        using var scene = await CreateAsync();
        var filter = new LifecycleFilter { Tags = [new("old", "yes")] };
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Never, isRemoval ? LifecycleScene.Rule(days: 1) with { Filter = filter } : TransitionScene.Rule(1, "STANDARD_IA", filter));
        await scene.PutAsync(bucket, "tagged", TransitionScene.BytesOf(Size), ("old", "yes"));
        await scene.PutAsync(bucket, "other", TransitionScene.BytesOf(Size), ("old", "no"));
        scene.Lifecycle.Time.Advance(Unread);

        await RunAsync(scene);

        var tagged = await scene.GetAsync(bucket, "tagged");
        Assert.Equal((isRemoval ? Class : "STANDARD_IA", null), (tagged.StorageClass, tagged.Tiering));
        Assert.Equal(isRemoval ? PoolName.Default : TransitionScene.Cold, Assert.Single(scene.PoolsOf(tagged.Runs)));
        Assert.Equal((Class, StorageTier.Infrequent), ((await scene.GetAsync(bucket, "other")).StorageClass, (await scene.GetAsync(bucket, "other")).Tiering?.Tier));
    }

    [Fact]
    public async Task Run_RemovalIsDueAnyway_NothingIsCopied()
    {
        using var scene = await CreateAsync();
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Never, LifecycleScene.Rule(days: 1));
        await scene.PutAsync(bucket, "k", TransitionScene.BytesOf(Size));
        scene.Lifecycle.Time.Advance(Unread);

        await RunAsync(scene);

        Assert.All(scene.ColdDevices, static device => Assert.Empty(device.Ids));
        Assert.Equal(0, scene.Lifecycle.Metric("move_infrequent", "not_due"));
    }

    [Fact]
    public async Task Run_StandardHasTwoPools_MovesAndStaysStandard()
    {
        using var scene = await CreateAsync("STANDARD");
        scene.StorageClass = null;
        var bucket = await PutUnreadAsync(scene);

        await RunAsync(scene);

        var cold = await scene.GetAsync(bucket, "k");
        Assert.Equal((null, StorageTier.Infrequent), (cold.StorageClass, cold.Tiering?.Tier));
        Assert.Equal([TransitionScene.Cold], scene.PoolsOf(cold.Runs));
    }

    [Fact]
    public async Task Run_PoolTakesNothing_IsTriedAgain()
    {
        using var scene = await CreateAsync();
        var bucket = await PutUnreadAsync(scene);
        foreach (var device in scene.ColdDevices) device.IsFull = true;

        Assert.False((await scene.Lifecycle.RunJobAsync(JobNames.Transitions)).IsComplete);
        Assert.Equal(TransitionScene.BytesOf(Size), await scene.ReadAsync((await scene.GetAsync(bucket, "k")).Runs));
        Assert.Equal(1, scene.Lifecycle.Metric("move_infrequent", "postponed"));
        foreach (var device in scene.ColdDevices) device.IsFull = false;
        scene.Lifecycle.Time.Advance(TimeSpan.FromMinutes(1));
        await RunAsync(scene);

        Assert.Equal([TransitionScene.Cold], scene.PoolsOf((await scene.GetAsync(bucket, "k")).Runs));
    }

    /// <summary>Goal: a second pool that is full keeps nothing from coming back. Method: of three objects of a page the last is to come back, and the others would fill the pool.</summary>
    [Fact]
    public async Task Run_SecondPoolTakesNothing_OthersComeBack()
    {
        using var scene = await CreateAsync();
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Never);
        await scene.PutAsync(bucket, "k", TransitionScene.BytesOf(Size));
        scene.Lifecycle.Time.Advance(Unread);
        await RunAsync(scene);
        await scene.PutAsync(bucket, "a", TransitionScene.BytesOf(Size));
        await scene.PutAsync(bucket, "b", TransitionScene.BytesOf(Size));
        scene.Lifecycle.Time.Advance(Unread);
        await ReadAsync(scene, bucket, "k");
        foreach (var device in scene.ColdDevices) device.IsFull = true;

        Assert.False((await scene.Lifecycle.RunJobAsync(JobNames.Transitions)).IsComplete);

        Assert.Equal([PoolName.Default], scene.PoolsOf((await scene.GetAsync(bucket, "k")).Runs));
        Assert.Equal([PoolName.Default], scene.PoolsOf((await scene.GetAsync(bucket, "a")).Runs));
    }

    [Fact]
    public async Task Run_BucketWithDestinations_TellsNobody()
    {
        using var scene = await CreateAsync();
        var bucket = await PutUnreadAsync(scene);
        var rules = new NotificationRules([new NotificationRule("all", DestinationKind.Queue, "arn:objectstore:sqs:::queue", ["s3:LifecycleTransition"], null, null)]);
        Assert.NotNull(await scene.Lifecycle.Catalog.ChangeDocumentsAsync(bucket, set => set.With(BucketDocumentKind.Notifications, NotificationDocument.Format(rules)), TestContext.Current.CancellationToken));

        await RunAsync(scene);

        Assert.Equal(StorageTier.Infrequent, (await scene.GetAsync(bucket, "k")).Tiering?.Tier);
        Assert.Empty((await scene.Lifecycle.Outbox.ListAsync(null, default, 100, TestContext.Current.CancellationToken)).Entries);
    }

    /// <summary>
    /// Goal: cut off anywhere, nothing is lost, and objects go and come back whole. Method: the process ends at its n-th call to a device or the index, before or after its effect, for every n until it
    /// comes to its end; then another curator goes on.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Category", "Soak")]
    public Task Run_KilledAtEveryCall_EndsWithTheObjectsInTheirTier(bool afterEffect) => KillAsync(afterEffect, stride: 1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Run_KilledAtSomeCalls_EndsWithTheObjectsInTheirTier(bool afterEffect) => KillAsync(afterEffect, stride: 11);

    private static async Task KillAsync(bool afterEffect, int stride)
    {
        for (var killAt = 1; ; killAt += stride)
        {
            using var scene = await CreateAsync();
            var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Enabled);
            var (content, parts) = (TransitionScene.BytesOf(140_000), new[] { TransitionScene.BytesOf(200_000), TransitionScene.BytesOf(70_000) });
            await scene.PutAsync(bucket, "a", content);
            await scene.PutPartsAsync(bucket, "b", parts);
            scene.Lifecycle.Time.Advance(Unread);
            var isKilled = await RunKilledAsync(scene, killAt, afterEffect);
            await CheckAsync(scene, bucket, content, parts);
            await RunAsync(scene);
            await CheckAsync(scene, bucket, content, parts, TransitionScene.Cold);

            await ReadAsync(scene, bucket, "a");
            await ReadAsync(scene, bucket, "b");
            isKilled |= await RunKilledAsync(scene, killAt, afterEffect);
            await CheckAsync(scene, bucket, content, parts);
            await RunAsync(scene);
            await CheckAsync(scene, bucket, content, parts, PoolName.Default);
            if (!isKilled) break;
        }
    }

    /// <summary>A walk of a curator that is killed at a call; whether it was.</summary>
    private static async Task<bool> RunKilledAsync(TransitionScene scene, int killAt, bool afterEffect)
    {
        scene.Lifecycle.RestartCurator(killAt, afterEffect);
        try
        {
            await scene.Lifecycle.RunJobAsync(JobNames.Transitions);
        }
        catch (KilledException)
        {
            // That is the end of the process.
        }

        var isKilled = scene.Lifecycle.Kill.Calls >= killAt;
        scene.Lifecycle.RestartCurator();
        return isKilled;
    }

    private static async Task CheckAsync(TransitionScene scene, BucketRecord bucket, byte[] content, byte[][] parts, PoolName? pool = null)
    {
        var (a, b) = (await scene.GetAsync(bucket, "a"), await scene.GetAsync(bucket, "b"));
        var runs = await scene.RunsAsync(bucket, "b", b);
        Assert.Equal(content, await scene.ReadAsync(a.Runs));
        Assert.Equal(parts.SelectMany(static part => part), await scene.ReadAsync(runs));
        if (pool is { } expected) Assert.Equal([expected], scene.PoolsOf([.. a.Runs, .. runs]));
    }

    private static async Task<TransitionScene> CreateAsync(string name = Class)
    {
        var scene = await TransitionScene.CreateAsync(
            options: null, new($"StorageClasses:{name}:Pool", "default"), new($"StorageClasses:{name}:InfrequentAccessPool", "cold"), new($"StorageClasses:{name}:InfrequentAccessAfterDays", "2"));
        scene.StorageClass = name;
        return scene;
    }

    /// <summary>A bucket with an object that nobody has read for long.</summary>
    private static async Task<BucketRecord> PutUnreadAsync(TransitionScene scene, int size = Size)
    {
        var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Never);
        await scene.PutAsync(bucket, "k", TransitionScene.BytesOf(size));
        scene.Lifecycle.Time.Advance(Unread);
        return bucket;
    }

    private static async Task RunAsync(TransitionScene scene)
    {
        // The first may only end the pass that was cut off, behind where it was.
        await scene.Lifecycle.RunJobAsync(JobNames.Transitions);
        Assert.True((await scene.Lifecycle.RunJobAsync(JobNames.Transitions)).IsComplete);
    }

    /// <summary>What a gateway notes when the current object is read.</summary>
    private static async Task ReadAsync(TransitionScene scene, BucketRecord bucket, string key)
    {
        var record = await scene.GetAsync(bucket, key);
        var result = await scene.Lifecycle.Index.UpdateAsync(bucket.Id, ObjectKey.From(key), record.Name, new ObjectUpdate.NoteAccess(scene.Lifecycle.Time.GetUtcNow(), static _ => true), default);
        Assert.Equal(WriteOutcome.Applied, result.Outcome);
    }

    /// <summary>The object is read when the second pool gets its n-th fragment.</summary>
    private static void ReadAtPut(TransitionScene scene, BucketRecord bucket, int puts)
    {
        var count = 0;
        foreach (var device in scene.ColdDevices)
        {
            device.OnPut = () =>
            {
                if (Interlocked.Increment(ref count) != puts) return;
#pragma warning disable VSTHRD002 // The index is in memory and completes at once.
                ReadAsync(scene, bucket, "k").GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
            };
        }
    }
}
