using System.Globalization;
using ObjectStore.Core.Errors;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.OrderedStore;
using Xunit;

namespace ObjectStore.Curator.Tests.Lifecycle;

/// <summary>What a pass looks at, and what it looks at again after something failed.</summary>
public sealed class LifecycleResumeTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task Run_OneBucketFailed_OnlyThatOneIsTriedAgain()
    {
        using var scene = new LifecycleScene();
        var (first, failing, last) = (await BucketAsync(scene, "a"), await BucketAsync(scene, "b"), await BucketAsync(scene, "c"));
        scene.Time.Advance(3 * Day);
        scene.OnCommit = Fail("key-5");

        Assert.False((await scene.RunAsync()).IsComplete);
        Assert.Equal((0, 0), ((await scene.KeysAsync(first)).Count, (await scene.KeysAsync(last)).Count));

        // Objects that are due at once show which buckets were looked at.
        await PutOldAsync(scene, first, "new");
        await PutOldAsync(scene, failing, "key-0");
        await PutOldAsync(scene, failing, "key-9");
        scene.OnCommit = null;
        var result = await scene.RunAsync();
        Assert.True(result.IsComplete);
        Assert.Equal(["key-0"], await scene.KeysAsync(failing));
        Assert.Equal(["new"], await scene.KeysAsync(first));

        Assert.True((await scene.RunAsync()).IsComplete);
        Assert.Equal((0, 0), ((await scene.KeysAsync(first)).Count, (await scene.KeysAsync(failing)).Count));
    }

    [Fact]
    public async Task Run_BucketFailsForAWholePeriod_TheNextPassLooksAtAllAgain()
    {
        using var scene = new LifecycleScene();
        var (first, _) = (await BucketAsync(scene, "a"), await BucketAsync(scene, "b"));
        scene.Time.Advance(3 * Day);
        scene.OnCommit = Fail("key-5");
        await scene.RunAsync();
        await PutOldAsync(scene, first, "new");

        Assert.False((await scene.RunAsync()).IsComplete);
        Assert.Single(await scene.KeysAsync(first));

        scene.Time.Advance(TimeSpan.FromHours(4));
        Assert.False((await scene.RunAsync()).IsComplete);
        Assert.Empty(await scene.KeysAsync(first));
    }

    /// <summary>Goal: what was left is not forgotten when the curator is killed, while it goes on or while it tries again.</summary>
    [Fact]
    public async Task Run_KilledAfterABucketFailed_NothingIsForgotten()
    {
        for (var killAt = 1; killAt < 120; killAt += 3)
        {
            using var scene = new LifecycleScene();
            BucketRecord[] buckets = [await BucketAsync(scene, "a"), await BucketAsync(scene, "b"), await BucketAsync(scene, "c")];
            scene.Time.Advance(3 * Day);
            scene.OnCommit = Fail("key-5");
            scene.RestartCurator(killAt);
            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                while (true) await scene.RunAsync();
            });

            scene.OnCommit = null;
            scene.RestartCurator();
            for (var i = 0; i < 3 && !(await scene.RunAsync()).IsComplete; i++)
            {
                // A pass that was cut off ends, and then those places are tried again that it left.
            }

            foreach (var bucket in buckets) Assert.True((await scene.KeysAsync(bucket)).Count == 0, $"killed at call {killAt}, bucket {bucket.Name}");
        }
    }

    [Fact]
    public async Task Run_UnreadableUpload_IsToldOfAndAllOthersAreAborted()
    {
        using var scene = new LifecycleScene();
        var bucket = await scene.CreateBucketAsync("bucket", BucketVersioning.Never, LifecycleScene.Rule() with { AbortUploadAfterDays = 1 });
        for (var i = 0; i < 9; i++) await scene.BeginUploadAsync(bucket, string.Create(CultureInfo.InvariantCulture, $"key-{i}"));
        for (var i = 0; i < 3; i++) await scene.BeginUploadAsync(bucket, "key-3");
        foreach (var key in new[] { "key-0", "key-2", "key-8" }) await scene.DamageRowsAsync('u', key);
        scene.Time.Advance(3 * Day);

        var result = await scene.RunAsync();

        Assert.True(result.IsComplete);
        Assert.Equal(9, scene.Metric("abort_upload", "applied"));
        Assert.Equal(3, scene.ValueOf("objectstore.curator.lifecycle.unreadable", "upload"));
        Assert.Contains(6116, scene.ErrorEvents);
    }

    /// <summary>Goal: keys that no rule is about are not read. Method: all of them are damaged, which would be told of.</summary>
    [Fact]
    public async Task Run_RulesWithPrefixes_OnlyTheirKeysAreRead()
    {
        using var scene = new LifecycleScene();
        var bucket = await scene.CreateBucketAsync(
            "bucket",
            BucketVersioning.Never,
            LifecycleScene.Rule("b/", days: 1) with { Id = "1" },
            LifecycleScene.Rule("b/1", days: 1) with { Id = "2" },
            LifecycleScene.Rule("d/", days: 1) with { Id = "3" },
            LifecycleScene.Rule("", days: 1) with { Id = "4", IsEnabled = false },
            LifecycleScene.Rule("f/") with { Id = "5", AbortUploadAfterDays = 1 });
        foreach (var prefix in "abcdefg")
        {
            for (var i = 0; i < 5; i++) await scene.PutAsync(bucket, $"{prefix}/{i}");
            await scene.BeginUploadAsync(bucket, $"{prefix}/upload");
        }

        foreach (var prefix in "acefg") await scene.DamageRowsAsync('o', $"{prefix}/");
        foreach (var prefix in "abcdeg") await scene.DamageRowsAsync('u', $"{prefix}/");
        scene.Time.Advance(3 * Day);

        await scene.RunAsync();

        Assert.Equal((10, 1), (scene.Metric("expire", "applied"), scene.Metric("abort_upload", "applied")));
        Assert.Empty(scene.ErrorEvents);
    }

    private static async Task<BucketRecord> BucketAsync(LifecycleScene scene, string name)
    {
        var bucket = await scene.CreateBucketAsync(name, BucketVersioning.Never, LifecycleScene.Rule(days: 1));
        for (var i = 0; i < 9; i++) await scene.PutAsync(bucket, $"key-{i}");
        return bucket;
    }

    private static Task PutOldAsync(LifecycleScene scene, BucketRecord bucket, string key) => scene.PutAsync(bucket, key, clockOffset: -3 * Day);

    /// <summary>Lets commits fail that remove a key of bucket 2.</summary>
    private static Action<Commit> Fail(string key) => commit =>
    {
        if (commit.Deletes.Any(deleted => deleted.Span.EndsWith(System.Text.Encoding.UTF8.GetBytes(key)) && deleted.Span[1..9].SequenceEqual(new byte[] { 0, 0, 0, 0, 0, 0, 0, 2 })))
            throw new StorageException(StorageErrorCode.IndexUnavailable, "The database does not answer.");
    };
}
