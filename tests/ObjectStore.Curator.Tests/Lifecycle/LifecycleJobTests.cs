using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Lifecycle;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle;
using Xunit;

namespace ObjectStore.Curator.Tests.Lifecycle;

public sealed class LifecycleJobTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task Run_ObjectsOfARule_GoAtTheMidnightAfterTheirDays()
    {
        using var scene = new LifecycleScene();
        var bucket = await scene.CreateBucketAsync("bucket", BucketVersioning.Never, LifecycleScene.Rule("logs/", days: 1));
        scene.Time.Advance(TimeSpan.FromHours(10));
        await scene.PutAsync(bucket, "logs/old");
        await scene.PutAsync(bucket, "other");
        scene.Time.Advance(TimeSpan.FromHours(24));
        await scene.PutAsync(bucket, "logs/young");

        scene.Time.Advance(TimeSpan.FromHours(13));
        await scene.RunAsync();
        Assert.Equal(["logs/old", "logs/young", "other"], await scene.KeysAsync(bucket));

        scene.Time.Advance(TimeSpan.FromHours(1));
        var result = await scene.RunAsync();
        Assert.Equal(["logs/young", "other"], await scene.KeysAsync(bucket));
        Assert.Equal((1L, true), (result.Items, result.IsComplete));
        Assert.Equal(1, scene.Metric("expire", "applied"));
    }

    [Fact]
    public async Task Run_OtherBuckets_AreLeftAlone()
    {
        using var scene = new LifecycleScene();
        var ruled = await scene.CreateBucketAsync("m", BucketVersioning.Never, LifecycleScene.Rule(days: 1));
        var disabled = await scene.CreateBucketAsync("a", BucketVersioning.Never, LifecycleScene.Rule(days: 1) with { IsEnabled = false });
        var plain = await scene.CreateBucketAsync("z", BucketVersioning.Never);
        foreach (var bucket in new[] { ruled, disabled, plain }) await scene.PutAsync(bucket, "k");

        scene.Time.Advance(3 * Day);
        await scene.RunAsync();

        Assert.Empty(await scene.KeysAsync(ruled));
        Assert.Single(await scene.KeysAsync(disabled));
        Assert.Single(await scene.KeysAsync(plain));
    }

    [Fact]
    public async Task Run_TagFilter_LooksAtTheTagsOfEachObject()
    {
        using var scene = new LifecycleScene();
        var rule = LifecycleScene.Rule(days: 1) with { Filter = new LifecycleFilter { Tags = [new("keep", "no")] } };
        var bucket = await scene.CreateBucketAsync("bucket", BucketVersioning.Never, rule);
        await scene.PutAsync(bucket, "a", 1, ("keep", "no"), ("x", "y"));
        await scene.PutAsync(bucket, "b", 1, ("keep", "yes"));
        await scene.PutAsync(bucket, "c");

        scene.Time.Advance(2 * Day);
        await scene.RunAsync();

        Assert.Equal(["b", "c"], await scene.KeysAsync(bucket));
        Assert.Equal((1, 2), (scene.Metric("expire", "applied"), scene.Metric("expire", "not_due")));
    }

    /// <summary>Goal: the whole life of a key with versions: covered, its old versions removed, then the marker that is left.</summary>
    [Fact]
    public async Task Run_BucketWithVersions_CoversThenRemovesThenCleansUp()
    {
        using var scene = new LifecycleScene();
        var rule = LifecycleScene.Rule() with { Expiration = new CurrentExpiration(5, null, null), NoncurrentExpiration = new NoncurrentExpiration(2, null) };
        var markers = LifecycleScene.Rule() with { Id = "markers", Expiration = new CurrentExpiration(null, null, true) };
        var bucket = await scene.CreateBucketAsync("bucket", BucketVersioning.Enabled, rule, markers);
        await scene.PutAsync(bucket, "k");

        scene.Time.Advance(5 * Day);
        await scene.RunAsync();
        Assert.Equal([true, false], (await scene.VersionsAsync(bucket)).Select(static version => version.IsDeleteMarker));

        scene.Time.Advance(2 * Day);
        await scene.RunAsync();
        Assert.Equal([true], (await scene.VersionsAsync(bucket)).Select(static version => version.IsDeleteMarker));

        await scene.RunAsync();
        Assert.Empty(await scene.VersionsAsync(bucket));
        Assert.Equal((1, 1, 1), (scene.Metric("expire", "applied"), scene.Metric("expire_noncurrent", "applied"), scene.Metric("remove_marker", "applied")));
    }

    [Fact]
    public async Task Run_NewestAreKept_AlsoWhereTheKeyFillsSeveralPages()
    {
        using var scene = new LifecycleScene();
        var rule = LifecycleScene.Rule() with { NoncurrentExpiration = new NoncurrentExpiration(1, 4) };
        var bucket = await scene.CreateBucketAsync("bucket", BucketVersioning.Enabled, rule);
        var names = new List<VersionName>();
        for (var i = 0; i < 10; i++) names.Add(await scene.PutAsync(bucket, "k"));

        scene.Time.Advance(2 * Day);
        await scene.RunAsync();

        Assert.Equal(names[^5..].AsEnumerable().Reverse(), (await scene.VersionsAsync(bucket)).Select(static version => version.Version));
    }

    /// <summary>Goal: a rule that keeps versions holds up none of those that another rule removes. Method: versions of a key go one after the other, the newest first.</summary>
    [Fact]
    public async Task Run_AnotherRuleKeepsMore_AllVersionsGoInOnePass()
    {
        using var scene = new LifecycleScene(new LifecycleOptions { ChangesInParallel = 1, ChangesPerSecond = 10_000_000 });
        var keeping = LifecycleScene.Rule("other/") with { NoncurrentExpiration = new NoncurrentExpiration(1, 4) };
        var rule = LifecycleScene.Rule() with { Id = "all", NoncurrentExpiration = new NoncurrentExpiration(1, null) };
        var bucket = await scene.CreateBucketAsync("bucket", BucketVersioning.Enabled, keeping, rule);
        for (var i = 0; i < 10; i++) await scene.PutAsync(bucket, "k");

        scene.Time.Advance(2 * Day);
        await scene.RunAsync();

        Assert.Single(await scene.VersionsAsync(bucket));
    }

    [Fact]
    public async Task Run_LockedVersion_Stays()
    {
        using var scene = new LifecycleScene();
        var bucket = await scene.CreateBucketAsync("bucket", BucketVersioning.Enabled, LifecycleScene.Rule() with { NoncurrentExpiration = new NoncurrentExpiration(1, null) });
        var locked = await scene.PutAsync(bucket, "k");
        await scene.PutAsync(bucket, "k");
        var until = new Retention(RetentionMode.Governance, LifecycleScene.Start + (10 * Day));
        await scene.Index.UpdateAsync(bucket.Id, ObjectKey.From("k"), locked, new ObjectUpdate.SetRetention(until, false), TestContext.Current.CancellationToken);

        scene.Time.Advance(5 * Day);
        await scene.RunAsync();
        Assert.Equal((2, 1), ((await scene.VersionsAsync(bucket)).Count, scene.Metric("expire_noncurrent", "locked")));

        scene.Time.Advance(5 * Day);
        await scene.RunAsync();
        Assert.Single(await scene.VersionsAsync(bucket));
    }

    [Fact]
    public async Task Run_Uploads_AreAbortedAfterTheirDays()
    {
        using var scene = new LifecycleScene();
        var bucket = await scene.CreateBucketAsync("bucket", BucketVersioning.Never, LifecycleScene.Rule("a") with { AbortUploadAfterDays = 2 });
        for (var i = 0; i < 7; i++) await scene.BeginUploadAsync(bucket, "a");
        await scene.BeginUploadAsync(bucket, "b");
        scene.Time.Advance(Day);
        var young = await scene.BeginUploadAsync(bucket, "a");

        scene.Time.Advance(Day);
        await scene.RunAsync();

        Assert.Equal([("a", young), ("b", (await scene.UploadsAsync(bucket))[^1].Value.Id)], (await scene.UploadsAsync(bucket)).Select(static pair => (pair.Key.ToString(), pair.Value.Id)));
        Assert.Equal(7, scene.Metric("abort_upload", "applied"));
    }

    [Fact]
    public async Task Run_ShortDays_DoNotWaitForMidnight()
    {
        using var scene = new LifecycleScene(new LifecycleOptions { DayLength = TimeSpan.FromSeconds(10) });
        var bucket = await scene.CreateBucketAsync("bucket", BucketVersioning.Never, LifecycleScene.Rule(days: 2));
        await scene.PutAsync(bucket, "k");

        scene.Time.Advance(TimeSpan.FromSeconds(19));
        await scene.RunAsync();
        Assert.Single(await scene.KeysAsync(bucket));

        scene.Time.Advance(TimeSpan.FromSeconds(1));
        await scene.RunAsync();
        Assert.Empty(await scene.KeysAsync(bucket));
    }

    /// <summary>Goal: what a client was told is stored stays. Method: writers overwrite old objects while a pass removes them; each that was written is young, and must be there.</summary>
    [Theory]
    [InlineData(BucketVersioning.Never)]
    [InlineData(BucketVersioning.Enabled)]
    [InlineData(BucketVersioning.Suspended)]
    public async Task Run_WhileClientsOverwrite_LeavesEverythingThatTheyWrote(BucketVersioning versioning)
    {
        const int keys = 300;
        using var scene = new LifecycleScene(new LifecycleOptions { PageEntries = 50, ChangesInParallel = 8, ChangesPerSecond = 10_000_000 });
        var rule = LifecycleScene.Rule(days: 1) with { NoncurrentExpiration = new NoncurrentExpiration(1, null) };
        var bucket = await scene.CreateBucketAsync("bucket", versioning, rule);
        for (var i = 0; i < keys; i++) await scene.PutAsync(bucket, $"{i}");
        scene.Time.Advance(3 * Day);

        var written = new bool[keys];
        var pass = Task.Run(scene.RunAsync, TestContext.Current.CancellationToken);
        var writers = Parallel.ForAsync(0, 4, TestContext.Current.CancellationToken, async (writer, _) =>
        {
            var random = new Random(writer);
            for (var key = random.Next(keys); !pass.IsCompleted || !written[key]; key = random.Next(keys))
            {
                await scene.PutAsync(bucket, $"{key}");
                Volatile.Write(ref written[key], true);
            }
        });

        await AdvanceUntilAsync(scene, Task.WhenAll(pass, writers));
        var left = (await scene.KeysAsync(bucket)).ToHashSet();
        Assert.All(Enumerable.Range(0, keys).Where(key => written[key]), key => Assert.Contains($"{key}", left));
        await AdvanceUntilAsync(scene, scene.RunAsync());
        Assert.Equal(written.Count(static isWritten => isWritten), (await scene.KeysAsync(bucket)).Count);
    }

    /// <summary>Writers and a pass that meet wait a moment of the scene's time before they try again, and a pass that has looked at more than its rate allows for what is left of the second.</summary>
    private static async Task AdvanceUntilAsync(LifecycleScene scene, Task work)
    {
        while (await Task.WhenAny(work, Task.Delay(1, TestContext.Current.CancellationToken)) != work) scene.Time.Advance(TimeSpan.FromMilliseconds(5));
        await work;
    }

    /// <summary>Goal: what a newer release has set for a bucket holds up no other, ends the pass, and is not called damaged.</summary>
    [Theory]
    [InlineData(BucketDocumentKind.Lifecycle)]
    [InlineData(BucketDocumentKind.Notifications)]
    public async Task Run_DocumentOfANewerRelease_OthersExpireAndThePassEnds(BucketDocumentKind kind)
    {
        using var scene = new LifecycleScene();
        var newer = await scene.CreateBucketAsync("a", BucketVersioning.Never, LifecycleScene.Rule(days: 1));
        var bucket = await scene.CreateBucketAsync("b", BucketVersioning.Never, LifecycleScene.Rule(days: 1));
        await scene.Catalog.ChangeDocumentsAsync(newer, set => set.With(kind, "{}"u8.ToArray()), TestContext.Current.CancellationToken);
        foreach (var each in new[] { newer, bucket }) await scene.PutAsync(each, "k");

        await RunWithOneUnreadableAsync(scene, newer, bucket);

        Assert.Equal([6117], scene.WarningEvents.Distinct());
        Assert.Empty(scene.ErrorEvents);
    }

    [Theory]
    [InlineData('A')]
    [InlineData('B')]
    public async Task Run_RowOfOneBucketDamaged_OthersExpireAndThePassEnds(char family)
    {
        using var scene = new LifecycleScene();
        var damaged = await scene.CreateBucketAsync("bad", BucketVersioning.Never, LifecycleScene.Rule(days: 1));
        var bucket = await scene.CreateBucketAsync("good", BucketVersioning.Never, LifecycleScene.Rule(days: 1));
        foreach (var each in new[] { damaged, bucket }) await scene.PutAsync(each, "k");
        await scene.DamageRowsAsync(family, "bad");

        await RunWithOneUnreadableAsync(scene, damaged, bucket);

        Assert.Equal([6111], scene.ErrorEvents.Distinct());
        Assert.Empty(scene.WarningEvents);
    }

    /// <summary>Goal: a row that cannot be read keeps nothing else. Method: current versions are damaged where listings do not read them, one of them where a page ends.</summary>
    [Fact]
    public async Task Run_CurrentVersionsOfSomeKeysUnreadable_AllOthersExpire()
    {
        using var scene = new LifecycleScene();
        var bucket = await scene.CreateBucketAsync("bucket", BucketVersioning.Enabled, LifecycleScene.Rule(days: 1));
        for (var i = 0; i < 9; i++) await scene.PutAsync(bucket, $"key-{i}");
        foreach (var key in new[] { 0, 5 }) await scene.DamageRowsAsync('o', $"key-{key}");

        scene.Time.Advance(3 * Day);
        var result = await scene.RunAsync();

        Assert.True(result.IsComplete);
        Assert.Equal(7, scene.Metric("expire", "applied"));
        Assert.Contains(6113, scene.ErrorEvents);
    }

    /// <summary>Goal: a version that cannot be read keeps nothing else. Method: it is damaged first, between others, and last in the bucket.</summary>
    [Theory]
    [InlineData(BucketVersioning.Never, 'o')]
    [InlineData(BucketVersioning.Enabled, 'v')]
    public async Task Run_VersionsOfSomeKeysUnreadable_AllOthersExpire(BucketVersioning versioning, char family)
    {
        using var scene = new LifecycleScene();
        var rule = LifecycleScene.Rule(days: 1) with { NoncurrentExpiration = new NoncurrentExpiration(1, null), AbortUploadAfterDays = 1 };
        var bucket = await scene.CreateBucketAsync("bucket", versioning, rule);
        for (var i = 0; i < 9; i++) await scene.PutAsync(bucket, $"key-{i}");
        await scene.BeginUploadAsync(bucket, "upload");
        foreach (var key in new[] { 0, 3, 4, 8 }) await scene.DamageRowsAsync(family, $"key-{key}");

        scene.Time.Advance(3 * Day);
        var result = await scene.RunAsync();

        Assert.True(result.IsComplete);
        Assert.Equal(5, scene.Metric("expire", "applied"));
        Assert.Empty(await scene.UploadsAsync(bucket));
        Assert.Contains(6115, scene.ErrorEvents);
    }

    [Fact]
    public async Task Run_VersionUnderADeleteMarkerUnreadable_TheMarkerStays()
    {
        using var scene = new LifecycleScene();
        var bucket = await scene.CreateBucketAsync("bucket", BucketVersioning.Enabled, LifecycleScene.Rule(days: 1));
        await scene.PutAsync(bucket, "key");
        await scene.DamageRowsAsync('v', "key");
        await scene.DeleteAsync(bucket, "key");

        scene.Time.Advance(3 * Day);
        await scene.RunAsync();

        Assert.Equal((1, 0), (scene.Metric("remove_marker", "not_due"), scene.Metric("remove_marker", "applied")));
    }

    /// <summary>Goal: a large bucket comes to its end though some commit fails in every pass.</summary>
    [Fact]
    public async Task Run_OneCommitFails_PagesBehindItAreDoneAndThePassIsTriedAgain()
    {
        using var scene = new LifecycleScene(new LifecycleOptions { PageEntries = 3, ChangesInParallel = 1, ChangesPerSecond = 10_000_000 });
        var bucket = await scene.CreateBucketAsync("bucket", BucketVersioning.Never, LifecycleScene.Rule(days: 1));
        for (var i = 0; i < 9; i++) await scene.PutAsync(bucket, $"key-{i}");
        scene.Time.Advance(3 * Day);
        scene.OnCommit = static commit =>
        {
            if (commit.Deletes.Any(static key => key.Span.EndsWith("key-1"u8))) throw new StorageException(StorageErrorCode.IndexUnavailable, "The database does not answer.");
        };

        var result = await scene.RunAsync();
        Assert.False(result.IsComplete);
        Assert.Equal(["key-1", "key-2"], await scene.KeysAsync(bucket));

        scene.OnCommit = null;
        Assert.True((await scene.RunAsync()).IsComplete);
        Assert.Empty(await scene.KeysAsync(bucket));
    }

    /// <summary>Goal: taking a wrong rule back stops it. Method: it goes during the first of 250 removals that one page makes.</summary>
    [Fact]
    public async Task Run_RulesTakenAwayDuringAPage_StopsWithin100Removals()
    {
        using var scene = new LifecycleScene(new LifecycleOptions { ChangesInParallel = 1, ChangesPerSecond = 10_000_000 });
        var bucket = await scene.CreateBucketAsync("bucket", BucketVersioning.Never, LifecycleScene.Rule(days: 1));
        for (var i = 0; i < 250; i++) await scene.PutAsync(bucket, $"key-{i}");
        scene.Time.Advance(3 * Day);
        Task? change = null;
        scene.OnCommit = commit =>
        {
            if (commit.Deletes.Count > 0) change ??= scene.SetRulesAsync(bucket);
        };

        await scene.RunAsync();

        await change!;
        Assert.Equal(150, (await scene.KeysAsync(bucket)).Count);
    }

    /// <summary>Goal: a gateway whose clock is behind does not cost versions their days. Method: the version that covers another says that it is months older.</summary>
    [Fact]
    public async Task Run_CoveredByAWriterWhoseClockIsBehind_KeepsTheDays()
    {
        using var scene = new LifecycleScene();
        var bucket = await scene.CreateBucketAsync("bucket", BucketVersioning.Enabled, LifecycleScene.Rule() with { NoncurrentExpiration = new NoncurrentExpiration(30, null) });
        scene.Time.Advance(100 * Day);
        await scene.PutAsync(bucket, "key");
        await scene.PutAsync(bucket, "key", clockOffset: -90 * Day);

        scene.Time.Advance(29 * Day);
        await scene.RunAsync();
        Assert.Equal(2, (await scene.VersionsAsync(bucket)).Count);

        scene.Time.Advance(2 * Day);
        await scene.RunAsync();
        Assert.Single(await scene.VersionsAsync(bucket));
    }

    /// <summary>
    /// Goal: who takes a delete marker away and deletes again has the days of the rule anew, whenever that happens. Method: it does while the page before that of the key is
    /// worked on, and time goes on.
    /// </summary>
    [Fact]
    public async Task Run_DeletedAnewBehindThePageThatIsWorkedOn_KeepsTheDays()
    {
        using var scene = new LifecycleScene();
        var bucket = await scene.CreateBucketAsync("bucket", BucketVersioning.Enabled, LifecycleScene.Rule() with { NoncurrentExpiration = new NoncurrentExpiration(1, null) });
        for (var i = 0; i < 3; i++) await scene.PutAsync(bucket, "a");
        await scene.PutAsync(bucket, "b");
        var marker = (await scene.Index.DeleteAsync(bucket.Id, ObjectKey.From("b"), default, TestContext.Current.CancellationToken)).Version;
        scene.Time.Advance(3 * Day);
        Task? change = null;
        scene.OnCommit = commit =>
        {
            if (commit.Deletes.Count > 0) change ??= DeleteAnewAsync();
        };

        await scene.RunAsync();

        await change!;
        Assert.Equal(["a", "b", "b"], (await scene.VersionsAsync(bucket)).Select(static version => version.Listed.Key.ToString()));
        scene.Time.Advance(2 * Day);
        await scene.RunAsync();
        Assert.Equal(["a", "b"], (await scene.VersionsAsync(bucket)).Select(static version => version.Listed.Key.ToString()));

        async Task DeleteAnewAsync()
        {
            await scene.Index.DeleteAsync(bucket.Id, ObjectKey.From("b"), new ObjectDeletion { Version = marker }, TestContext.Current.CancellationToken);
            await scene.DeleteAsync(bucket, "b");
            scene.Time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private static async Task RunWithOneUnreadableAsync(LifecycleScene scene, BucketRecord unreadable, BucketRecord bucket)
    {
        scene.Time.Advance(3 * Day);

        var result = await scene.RunAsync();

        Assert.True(result.IsComplete);
        Assert.Single(await scene.KeysAsync(unreadable));
        Assert.Empty(await scene.KeysAsync(bucket));
    }
}
