using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle;
using Xunit;

namespace ObjectStore.Curator.Tests.Lifecycle;

/// <summary>A curator whose clock is wrong removes nothing before its time.</summary>
public sealed class LifecycleClockTests
{
    private const string Doubted = "objectstore.curator.clock.doubted";
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task Run_ClockAheadOfTheDatabase_IsRefusedUntilTheyAgree()
    {
        using var scene = new LifecycleScene();
        var trueClock = TrueClockOf(scene);
        scene.DatabaseClock = trueClock;
        var bucket = await PutAsync(scene, days: 2);

        scene.Time.SetClockWrong(5 * Day);
        var exception = await Assert.ThrowsAsync<StorageException>(scene.RunAsync);
        Assert.Equal(StorageErrorCode.Refused, exception.Code);
        Assert.Single(await scene.KeysAsync(bucket));
        Assert.Equal(1, scene.ValueOf(Doubted));
        Assert.Contains(6120, scene.ErrorEvents);

        scene.Time.SetClockWrong(TimeSpan.Zero);
        await scene.RunAsync();
        Assert.Equal(0, scene.ValueOf(Doubted));

        scene.Time.Advance(3 * Day);
        await scene.RunAsync();
        Assert.Empty(await scene.KeysAsync(bucket));
    }

    [Fact]
    public async Task Run_ClockAheadOfMostNodes_IsRefused()
    {
        using var scene = new LifecycleScene();
        var trueClock = TrueClockOf(scene);
        scene.NodeClocks = () => [trueClock() + (400 * Day), trueClock(), trueClock()];
        var bucket = await PutAsync(scene, days: 2);

        scene.Time.SetClockWrong(5 * Day);
        await Assert.ThrowsAsync<StorageException>(scene.RunAsync);

        Assert.Single(await scene.KeysAsync(bucket));
    }

    [Fact]
    public async Task Run_ClockOfOneNodeIsWrong_RulesAreFollowed()
    {
        using var scene = new LifecycleScene();
        var trueClock = TrueClockOf(scene);
        scene.NodeClocks = () => [trueClock() - (400 * Day), trueClock(), trueClock()];
        var bucket = await PutAsync(scene, days: 2);

        scene.Time.Advance(3 * Day);
        await scene.RunAsync();

        Assert.Empty(await scene.KeysAsync(bucket));
    }

    [Fact]
    public async Task Run_ClockALittleAhead_GoesByTheEarliest()
    {
        using var scene = new LifecycleScene();
        var trueClock = TrueClockOf(scene);
        scene.DatabaseClock = trueClock;
        var bucket = await PutAsync(scene, days: 2);
        scene.Time.Advance((2 * Day) - TimeSpan.FromMinutes(3));

        scene.Time.SetClockWrong(TimeSpan.FromMinutes(4));
        await scene.RunAsync();
        Assert.Single(await scene.KeysAsync(bucket));

        scene.Time.Advance(TimeSpan.FromMinutes(3));
        await scene.RunAsync();
        Assert.Empty(await scene.KeysAsync(bucket));
    }

    [Fact]
    public async Task Run_ClockSetForwardDuringAPass_RemovesNothingMore()
    {
        using var scene = new LifecycleScene();
        scene.DatabaseClock = TrueClockOf(scene);
        var bucket = await PutAsync(scene, days: 2);
        var second = await scene.CreateBucketAsync("second", BucketVersioning.Never, LifecycleScene.Rule(days: 1));
        scene.Time.Advance(2 * Day);
        await scene.PutAsync(second, "young");
        scene.OnCommit = commit =>
        {
            if (commit.Deletes.Count > 0) scene.Time.SetClockWrong(30 * Day);
        };

        await Assert.ThrowsAsync<StorageException>(scene.RunAsync);

        Assert.Empty(await scene.KeysAsync(bucket));
        Assert.Single(await scene.KeysAsync(second));
    }

    /// <summary>Goal: a process without other clocks doubts its own when that is set forward, and follows it after an hour in which it ran evenly.</summary>
    [Fact]
    public async Task Run_OnlyClockIsSetForward_IsRefusedForAnHour()
    {
        using var scene = new LifecycleScene();
        var bucket = await PutAsync(scene, days: 2);
        await scene.RunAsync();

        scene.Time.SetClockWrong(5 * Day);
        await Assert.ThrowsAsync<StorageException>(scene.RunAsync);
        scene.Time.Advance(TimeSpan.FromMinutes(59));
        await Assert.ThrowsAsync<StorageException>(scene.RunAsync);
        Assert.Single(await scene.KeysAsync(bucket));

        scene.Time.Advance(TimeSpan.FromMinutes(1));
        await scene.RunAsync();
        Assert.Empty(await scene.KeysAsync(bucket));
    }

    /// <summary>Goal: retention holds by the earliest clock too. Method: it ends in three minutes, while the curator is four minutes ahead.</summary>
    [Fact]
    public async Task Run_RetentionOverByTheOwnClockOnly_VersionStays()
    {
        using var scene = new LifecycleScene();
        scene.DatabaseClock = TrueClockOf(scene);
        var bucket = await scene.CreateBucketAsync("bucket", BucketVersioning.Enabled, LifecycleScene.Rule() with { NoncurrentExpiration = new NoncurrentExpiration(1, null) });
        var locked = await scene.PutAsync(bucket, "k");
        await scene.PutAsync(bucket, "k");
        var until = new Retention(RetentionMode.Compliance, LifecycleScene.Start + (5 * Day));
        await scene.Index.UpdateAsync(bucket.Id, ObjectKey.From("k"), locked, new ObjectUpdate.SetRetention(until, false), TestContext.Current.CancellationToken);
        scene.Time.Advance((5 * Day) - TimeSpan.FromMinutes(3));

        scene.Time.SetClockWrong(TimeSpan.FromMinutes(4));
        await scene.RunAsync();

        Assert.Equal((2, 1), ((await scene.VersionsAsync(bucket)).Count, scene.Metric("expire_noncurrent", "locked")));
    }

    /// <summary>A clock that shows how time passes in the scene, however that of the curator is set.</summary>
    private static Func<DateTimeOffset> TrueClockOf(LifecycleScene scene)
    {
        var (start, began) = (scene.Time.GetUtcNow(), scene.Time.GetTimestamp());
        return () => start + scene.Time.GetElapsedTime(began);
    }

    private static async Task<BucketRecord> PutAsync(LifecycleScene scene, int days)
    {
        var bucket = await scene.CreateBucketAsync("bucket", BucketVersioning.Never, LifecycleScene.Rule(days: days));
        await scene.PutAsync(bucket, "key");
        return bucket;
    }
}
