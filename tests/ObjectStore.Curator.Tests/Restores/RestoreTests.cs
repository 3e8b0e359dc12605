using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Curator.Tests.Transitions;
using ObjectStore.Events;
using ObjectStore.Events.Configuration;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using Xunit;

namespace ObjectStore.Curator.Tests.Restores;

/// <summary>Archived objects that are asked for: their copies are made, read, and removed.</summary>
public sealed class RestoreTests
{
    private static readonly TimeSpan TwoDays = TimeSpan.FromDays(2);

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    [InlineData(9_000_001)]
    public async Task Run_RequestAndExpiry_CopyLiesInTheFirstPoolAndGoes(int size)
    {
        using var scene = await CreateAsync();
        var content = TransitionScene.BytesOf(size);
        var bucket = await ArchiveAsync(scene, "k", content);
        var archived = await scene.GetAsync(bucket, "k");

        await RequestAsync(scene, bucket, "k", days: 3);
        await RunAsync(scene);
        var restored = await scene.GetAsync(bucket, "k");

        Assert.Equal(scene.Lifecycle.Time.GetUtcNow().AddDays(3).UtcDateTime.Date.AddDays(1), restored.Restore!.Until!.Value.UtcDateTime);
        Assert.Equal(archived.Runs, restored.Runs);
        Assert.Equal("GLACIER", restored.StorageClass);
        Assert.Equal(size == 0 ? [] : [PoolName.Default], scene.PoolsOf(restored.ToRead().Runs));
        Assert.Equal(content, await scene.ReadAsync(restored.ToRead().Runs));
        Assert.Equal((1, 1), (Metric(scene, "restore", "applied"), scene.Lifecycle.GaugeOf("objectstore.curator.restores.copies")));

        scene.Lifecycle.Time.Advance(TimeSpan.FromDays(4));
        await RunAsync(scene);
        await scene.CollectAsync();

        Assert.Equivalent(archived, await scene.GetAsync(bucket, "k"), strict: true);
        Assert.All(scene.FirstDevices, static device => Assert.Empty(device.Ids));
        Assert.Equal(content, await scene.ReadAsync(archived.Runs));
        Assert.Equal((1, 0), (Metric(scene, "expire", "applied"), scene.Lifecycle.GaugeOf("objectstore.curator.restores.copies")));
        Assert.Empty(await ListAsync(scene));
    }

    [Fact]
    public async Task Run_NothingAskedFor_DoesNothing()
    {
        using var scene = await CreateAsync();
        var bucket = await ArchiveAsync(scene, "k", TransitionScene.BytesOf(1_000));

        var result = await scene.Lifecycle.RunJobAsync(JobNames.Restores);

        Assert.Equal(new JobResult(0, 0, IsComplete: true), result);
        Assert.Null((await scene.GetAsync(bucket, "k")).Restore);
    }

    [Fact]
    public async Task Run_MultipartObject_EveryPartHasACopy()
    {
        using var scene = await CreateAsync();
        byte[][] parts = [TransitionScene.BytesOf(5_000_000), TransitionScene.BytesOf(5_000_001), TransitionScene.BytesOf(10)];
        var bucket = await CreateBucketAsync(scene);
        await scene.PutPartsAsync(bucket, "k", parts);
        await MoveAsync(scene);
        await RequestAsync(scene, bucket, "k", days: 1);

        await RunAsync(scene);

        var read = (await scene.GetAsync(bucket, "k")).ToRead();
        var runs = await scene.RunsAsync(bucket, "k", read);
        Assert.Equal([PoolName.Default], scene.PoolsOf(runs));
        Assert.Equal(parts.SelectMany(static part => part), await scene.ReadAsync(runs));
        scene.Lifecycle.Time.Advance(TimeSpan.FromDays(3));
        await RunAsync(scene);
        await scene.CollectAsync();
        Assert.All(scene.FirstDevices, static device => Assert.Empty(device.Ids));
        Assert.Equal(parts.SelectMany(static part => part), await scene.ReadAsync(await scene.RunsAsync(bucket, "k", await scene.GetAsync(bucket, "k"))));
    }

    [Fact]
    public async Task Run_ObjectIsDeletedMeanwhile_LeavesNothing()
    {
        using var scene = await CreateAsync();
        var bucket = await ArchiveAsync(scene, "k", TransitionScene.BytesOf(1_000));
        await RequestAsync(scene, bucket, "k", days: 1);
        foreach (var device in scene.FirstDevices)
        {
            device.OnPut = () =>
            {
#pragma warning disable VSTHRD002 // The index is in memory and completes at once.
                scene.Lifecycle.DeleteAsync(bucket, "k").GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
            };
        }

        await RunAsync(scene);

        Assert.All(scene.FirstDevices, static device => Assert.Empty(device.Ids));
        Assert.Equal(1, Metric(scene, "restore", "gone"));
        Assert.Empty(await ListAsync(scene));
    }

    [Fact]
    public async Task Run_PoolTakesNothing_CopiesWaitAndExpiredOnesGo()
    {
        using var scene = await CreateAsync();
        var content = TransitionScene.BytesOf(200_000);
        var bucket = await ArchiveAsync(scene, "old", content);
        await RequestAsync(scene, bucket, "old", days: 1);
        await RunAsync(scene);
        for (var i = 0; i < 6; i++) await scene.PutAsync(bucket, $"k{i}", content);
        await MoveAsync(scene);
        await scene.CollectAsync();
        for (var i = 0; i < 6; i++) await RequestAsync(scene, bucket, $"k{i}", days: 1);
        foreach (var device in scene.FirstDevices) device.IsFull = true;

        Assert.False((await scene.Lifecycle.RunJobAsync(JobNames.Restores)).IsComplete);
        Assert.Null((await scene.GetAsync(bucket, "old")).Restore);
        Assert.Equal(6, scene.Lifecycle.GaugeOf("objectstore.curator.restores.waiting"));
        foreach (var device in scene.FirstDevices) device.IsFull = false;
        scene.Lifecycle.Time.Advance(TimeSpan.FromMinutes(1));
        await RunAsync(scene);

        for (var i = 0; i < 6; i++) Assert.Equal(content, await scene.ReadAsync((await scene.GetAsync(bucket, $"k{i}")).ToRead().Runs));
        Assert.Equal((0, 6), (scene.Lifecycle.GaugeOf("objectstore.curator.restores.waiting"), scene.Lifecycle.GaugeOf("objectstore.curator.restores.copies")));
    }

    /// <summary>Goal: an archive that cannot be read holds up no other.</summary>
    [Fact]
    public async Task Run_ArchiveIsLost_OthersAreRestored()
    {
        using var scene = await CreateAsync();
        var bucket = await ArchiveAsync(scene, "a", TransitionScene.BytesOf(1_000));
        var lost = await scene.GetAsync(bucket, "a");
        foreach (var device in scene.ColdDevices)
        {
            foreach (var fragment in device.Ids) device.DamagePayload(fragment);
        }

        await scene.PutAsync(bucket, "b", TransitionScene.BytesOf(1_000));
        await MoveAsync(scene);
        await RequestAsync(scene, bucket, "a", days: 1);
        await RequestAsync(scene, bucket, "b", days: 1);

        Assert.False((await scene.Lifecycle.RunJobAsync(JobNames.Restores)).IsComplete);

        Assert.Null((await scene.GetAsync(bucket, "a")).Restore!.Until);
        Assert.NotNull((await scene.GetAsync(bucket, "b")).Restore!.Until);
        Assert.Equal(lost.Runs, (await scene.GetAsync(bucket, "a")).Runs);
    }

    [Fact]
    public async Task Run_ClocksDiffer_NoCopyExpires()
    {
        using var scene = await CreateAsync();
        var bucket = await ArchiveAsync(scene, "k", TransitionScene.BytesOf(1_000));
        await RequestAsync(scene, bucket, "k", days: 1);
        await RunAsync(scene);
        var time = scene.Lifecycle.Time.GetUtcNow();
        scene.Lifecycle.DatabaseClock = () => time;
        scene.Lifecycle.Time.Advance(TimeSpan.FromDays(4));

        Assert.False((await scene.Lifecycle.RunJobAsync(JobNames.Restores)).IsComplete);

        Assert.NotNull((await scene.GetAsync(bucket, "k")).Restore);
    }

    [Fact]
    public async Task Run_Lifecycle_MovesNothingOutOfAnArchive()
    {
        using var scene = await CreateAsync();
        var bucket = await ArchiveAsync(scene, "k", TransitionScene.BytesOf(1_000));
        await RequestAsync(scene, bucket, "k", days: 30);
        await RunAsync(scene);

        await scene.Lifecycle.SetRulesAsync(bucket, TransitionScene.Rule(1, "STANDARD_IA"));
        await MoveAsync(scene);
        Assert.Equal("GLACIER", (await scene.GetAsync(bucket, "k")).StorageClass);
        await scene.Lifecycle.SetRulesAsync(bucket, TransitionScene.Rule(1, "DEEP_ARCHIVE"));
        await MoveAsync(scene);
        var deep = await scene.GetAsync(bucket, "k");
        Assert.Equal("DEEP_ARCHIVE", deep.StorageClass);
        Assert.NotNull(deep.Restore);
        await scene.Lifecycle.SetRulesAsync(bucket, TransitionScene.Rule(1, "GLACIER"));
        await MoveAsync(scene);

        Assert.Equal("DEEP_ARCHIVE", (await scene.GetAsync(bucket, "k")).StorageClass);
        Assert.Equal(TransitionScene.BytesOf(1_000), await scene.ReadAsync(deep.ToRead().Runs));
    }

    [Fact]
    public async Task Run_BucketWithDestinations_TellsOfEachStep()
    {
        using var scene = await CreateAsync();
        var bucket = await CreateBucketAsync(scene);
        var rules = new NotificationRules([new NotificationRule("all", DestinationKind.Queue, "arn:objectstore:sqs:::queue", ["s3:LifecycleTransition", "s3:ObjectRestore:*"], null, null)]);
        Assert.NotNull(await scene.Lifecycle.Catalog.ChangeDocumentsAsync(bucket, set => set.With(BucketDocumentKind.Notifications, NotificationDocument.Format(rules)), TestContext.Current.CancellationToken));
        await scene.PutAsync(bucket, "k", TransitionScene.BytesOf(1_000));

        await MoveAsync(scene);
        await RequestAsync(scene, bucket, "k", days: 1);
        await RunAsync(scene);
        scene.Lifecycle.Time.Advance(TimeSpan.FromDays(3));
        await RunAsync(scene);

        var told = (await scene.Lifecycle.Outbox.ListAsync(null, default, 100, TestContext.Current.CancellationToken)).Entries.Select(static entry => Encoding.UTF8.GetString(entry.Message.Content.Span)).ToList();
        Assert.Equal(3, told.Count);
        Assert.Contains("\"LifecycleTransition\"", told[0], StringComparison.Ordinal);
        Assert.Contains("\"storageClass\":\"GLACIER\"", told[0], StringComparison.Ordinal);
        Assert.Contains("\"ObjectRestore:Completed\"", told[1], StringComparison.Ordinal);
        Assert.Contains("\"restoredUntil\":\"2026-", told[1], StringComparison.Ordinal);
        Assert.Contains("\"ObjectRestore:Delete\"", told[2], StringComparison.Ordinal);
    }

    /// <summary>
    /// Goal: cut off anywhere, nothing is lost, the copies are made and go again. Method: the process ends at its n-th call to a device or the index, before or after its effect, for every n until it
    /// comes to its end; then another curator goes on.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Category", "Soak")]
    public Task Run_KilledAtEveryCall_EndsWithTheCopies(bool afterEffect) => KillAsync(afterEffect, stride: 1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Run_KilledAtSomeCalls_EndsWithTheCopies(bool afterEffect) => KillAsync(afterEffect, stride: 11);

    private static async Task KillAsync(bool afterEffect, int stride)
    {
        for (var killAt = 1; ; killAt += stride)
        {
            using var scene = await CreateAsync();
            var bucket = await scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Enabled, TransitionScene.Rule(1, "GLACIER"));
            var (content, parts) = (TransitionScene.BytesOf(1_000), new[] { TransitionScene.BytesOf(200_000), TransitionScene.BytesOf(70_000) });
            await scene.PutAsync(bucket, "a", content);
            await scene.PutPartsAsync(bucket, "b", parts);
            await MoveAsync(scene);
            await RequestAsync(scene, bucket, "a", days: 1);
            await RequestAsync(scene, bucket, "b", days: 1);
            var isKilled = await RunKilledAsync(scene, killAt, afterEffect);
            await RunAsync(scene);
            await CheckAsync(scene, bucket, content, parts, static record => record.ToRead());
            Assert.All(await ListAsync(scene), static entry => Assert.NotNull(entry.Until));

            scene.Lifecycle.Time.Advance(TimeSpan.FromDays(3));
            isKilled |= await RunKilledAsync(scene, killAt, afterEffect);
            await RunAsync(scene);
            await CheckAsync(scene, bucket, content, parts, static record => record);
            Assert.Empty(await ListAsync(scene));
            if (!isKilled) break;
        }
    }

    /// <summary>A run of a curator that is killed at a call; whether it was.</summary>
    private static async Task<bool> RunKilledAsync(TransitionScene scene, int killAt, bool afterEffect)
    {
        scene.Lifecycle.RestartCurator(killAt, afterEffect);
        try
        {
            await scene.Lifecycle.RunJobAsync(JobNames.Restores);
        }
        catch (KilledException)
        {
            // That is the end of the process.
        }

        var isKilled = scene.Lifecycle.Kill.Calls >= killAt;
        scene.Lifecycle.RestartCurator();
        return isKilled;
    }

    private static async Task CheckAsync(TransitionScene scene, BucketRecord bucket, byte[] content, byte[][] parts, Func<ObjectRecord, ObjectRecord> of)
    {
        var (a, b) = (of(await scene.GetAsync(bucket, "a")), of(await scene.GetAsync(bucket, "b")));
        Assert.Equal(content, await scene.ReadAsync(a.Runs));
        Assert.Equal(parts.SelectMany(static part => part), await scene.ReadAsync(await scene.RunsAsync(bucket, "b", b)));
    }

    private static Task<TransitionScene> CreateAsync() => TransitionScene.CreateAsync();

    private static Task<BucketRecord> CreateBucketAsync(TransitionScene scene) =>
        scene.Lifecycle.CreateBucketAsync("bucket", BucketVersioning.Never, TransitionScene.Rule(1, "GLACIER"));

    /// <summary>A bucket with an object that a rule has moved into the archive.</summary>
    private static async Task<BucketRecord> ArchiveAsync(TransitionScene scene, string key, byte[] content)
    {
        var bucket = await CreateBucketAsync(scene);
        await scene.PutAsync(bucket, key, content);
        await MoveAsync(scene);
        await scene.CollectAsync();
        return bucket;
    }

    private static async Task MoveAsync(TransitionScene scene)
    {
        scene.Lifecycle.Time.Advance(TwoDays);
        Assert.True((await scene.Lifecycle.RunJobAsync(JobNames.Transitions)).IsComplete);
    }

    /// <summary>What RestoreObject does.</summary>
    private static async Task RequestAsync(TransitionScene scene, BucketRecord bucket, string key, int days)
    {
        var restore = new StoredRestore(UploadId.New(scene.Lifecycle.Time.GetUtcNow()), days, Until: null, []);
        var result = await scene.Lifecycle.Index.UpdateAsync(bucket.Id, ObjectKey.From(key), null, new ObjectUpdate.SetRestore(restore, static record => record.StorageClass == "GLACIER"), default);
        Assert.Equal(WriteOutcome.Applied, result.Outcome);
    }

    private static async Task RunAsync(TransitionScene scene) => Assert.True((await scene.Lifecycle.RunJobAsync(JobNames.Restores)).IsComplete);

    private static async Task<IReadOnlyList<RestoreEntry>> ListAsync(TransitionScene scene) => (await scene.Lifecycle.Restores.ListAsync(default, 100, default)).Entries;

    private static long Metric(TransitionScene scene, string action, string outcome) => scene.Lifecycle.ValueOf("objectstore.curator.restores.actions", $"{action},{outcome}");
}
