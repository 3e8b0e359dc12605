using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle;
using Xunit;

namespace ObjectStore.Curator.Tests.Lifecycle;

/// <summary>Random buckets, rules, objects, versions, locks and uploads over random days, with passes that are killed and go on; after each day everything is as the reference says.</summary>
[Trait("Category", "Model")]
public sealed class LifecycleModelTests
{
    private static readonly BucketVersioning[] Versionings = [BucketVersioning.Never, BucketVersioning.Enabled, BucketVersioning.Suspended];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(null)]
    public async Task Run_RandomHistory_LeavesWhatTheReferenceLeaves(int? fixedSeed)
    {
        var seed = fixedSeed ?? Random.Shared.Next();
        for (var history = 0; history < 20; history++) await RunHistoryAsync(unchecked(seed + (history * 7919)));
    }

    /// <summary>The same bucket again and again, with the process killed at each of its calls to the index, before or after the effect.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_KilledAtEveryCall_LeavesWhatTheReferenceLeaves(bool afterEffect)
    {
        for (var killAt = 1; ; killAt++)
        {
            using var scene = new LifecycleScene();
            var rules = RulesOf(new Random(5));
            var bucket = await scene.CreateBucketAsync("bucket", BucketVersioning.Enabled, rules);
            var random = new Random(6);
            for (var i = 0; i < 40; i++) await ChangeAsync(scene, bucket, random);
            scene.Time.Advance(TimeSpan.FromDays(9));
            var expected = await ExpectAsync(scene, bucket, rules);

            scene.RestartCurator(killAt, afterEffect);
            var wasKilled = await RunAsync(scene);
            scene.RestartCurator();
            await RunToEndAsync(scene);

            Assert.Equal(expected, await DescribeAsync(scene, bucket));
            if (!wasKilled) return;
            Assert.True(killAt < 5_000, "the job never ends");
        }
    }

    private static async Task RunHistoryAsync(int seed)
    {
        var random = new Random(seed);
        using var scene = new LifecycleScene();
        var buckets = new List<(BucketRecord Bucket, LifecycleRule[] Rules)>();
        for (var i = 0; i < 3; i++)
        {
            var rules = RulesOf(random);
            buckets.Add((await scene.CreateBucketAsync($"bucket-{i}", Versionings[random.Next(3)], rules), rules));
        }

        for (var day = 0; day < 12; day++)
        {
            foreach (var (bucket, _) in buckets)
            {
                for (var i = random.Next(12); i > 0; i--) await ChangeAsync(scene, bucket, random);
            }

            scene.Time.Advance(TimeSpan.FromMinutes(random.Next(1, 3_000)));
            var expected = new List<string>();
            foreach (var (bucket, rules) in buckets) expected.Add(await ExpectAsync(scene, bucket, rules));
            for (var kills = random.Next(3); kills > 0; kills--)
            {
                scene.RestartCurator(random.Next(1, 150), afterEffect: random.Next(2) == 0);
                await RunAsync(scene);
            }

            scene.RestartCurator();
            await RunToEndAsync(scene);
            for (var i = 0; i < buckets.Count; i++)
            {
                var actual = await DescribeAsync(scene, buckets[i].Bucket);
                Assert.True(expected[i] == actual, $"seed {seed}, day {day}, {buckets[i].Bucket.Rules.Versioning}: expected\n{expected[i]}\nbut found\n{actual}");
            }
        }
    }

    private static async Task<bool> RunAsync(LifecycleScene scene)
    {
        try
        {
            await scene.RunAsync();
            return false;
        }
        catch (KilledException)
        {
            return true;
        }
    }

    /// <summary>Passes until one finds nothing: what one removes may make a delete marker lonely.</summary>
    private static async Task RunToEndAsync(LifecycleScene scene)
    {
        var quiet = 0;
        for (var i = 0; quiet < 2; i++)
        {
            // Two, because the first may have been the rest of one that was cut off.
            quiet = (await scene.RunAsync()).Items == 0 ? quiet + 1 : 0;
            Assert.True(i < 200, "the passes never find nothing");
        }
    }

    private static async Task ChangeAsync(LifecycleScene scene, BucketRecord bucket, Random random)
    {
        var key = $"{"abc"[random.Next(3)]}/{random.Next(4)}";
        scene.Time.Advance(TimeSpan.FromMinutes(random.Next(1, 60)));
        switch (random.Next(12))
        {
            case < 7:
                (string, string)[] tags = random.Next(2) == 0 ? [] : [("t", random.Next(2) == 0 ? "1" : "2")];
                await scene.PutAsync(bucket, key, random.Next(20), tags);
                break;
            case < 9: await scene.DeleteAsync(bucket, key); break;
            case < 10: await scene.BeginUploadAsync(bucket, key); break;
            default: if (bucket.Rules.Versioning == BucketVersioning.Enabled) await LockSomethingAsync(scene, bucket, random); break;
        }
    }

    private static async Task LockSomethingAsync(LifecycleScene scene, BucketRecord bucket, Random random)
    {
        var versions = (await scene.VersionsAsync(bucket)).Where(static version => !version.IsDeleteMarker).ToArray();
        if (versions.Length == 0) return;
        var (chosen, isOn) = (versions[random.Next(versions.Length)], random.Next(3) > 0);
        await scene.Index.UpdateAsync(bucket.Id, chosen.Listed.Key, chosen.Version, new ObjectUpdate.SetLegalHold(isOn), default);
    }

    /// <summary>
    /// Rules of every kind. Those of noncurrent versions ask for the prefix only: with other filters a version's turn could depend on which of its newer neighbours goes first.
    /// </summary>
    private static LifecycleRule[] RulesOf(Random random)
    {
        var rules = new LifecycleRule[random.Next(1, 5)];
        for (var i = 0; i < rules.Length; i++)
        {
            var rule = LifecycleScene.Rule(PrefixOf(random)) with { Id = $"{i}", IsEnabled = random.Next(5) > 0 };
            rules[i] = random.Next(6) switch
            {
                0 => rule with { NoncurrentExpiration = new NoncurrentExpiration(random.Next(1, 6), random.Next(2) == 0 ? null : random.Next(1, 4)) },
                1 => rule with { AbortUploadAfterDays = random.Next(1, 5) },
                2 => rule with { Expiration = new CurrentExpiration(null, null, true) },
                3 => rule with { Expiration = new CurrentExpiration(null, LifecycleScene.Start.AddDays(random.Next(12)), null) },
                4 => rule with { Expiration = new CurrentExpiration(random.Next(1, 6), null, null), NoncurrentExpiration = new NoncurrentExpiration(random.Next(1, 6), null) },
                _ => rule with { Filter = FilterOf(random), Expiration = new CurrentExpiration(random.Next(1, 6), null, null) },
            };
        }

        return rules;
    }

    private static string PrefixOf(Random random) => random.Next(3) switch { 0 => "", 1 => "a/", _ => "b/1" };

    private static LifecycleFilter FilterOf(Random random) => new()
    {
        Prefix = PrefixOf(random),
        Tags = random.Next(2) == 0 ? [] : [new("t", "1")],
        SizeAbove = random.Next(2) == 0 ? null : 5,
        SizeBelow = random.Next(2) == 0 ? null : 15,
    };

    private static async Task<string> ExpectAsync(LifecycleScene scene, BucketRecord bucket, IReadOnlyList<LifecycleRule> rules)
    {
        var reference = new NaiveLifecycle(rules, bucket.Rules.Versioning, scene.Time.GetUtcNow());
        var keys = (await scene.VersionsAsync(bucket)).GroupBy(static version => version.Listed.Key.ToString());
        var lines = new List<string>();
        foreach (var key in keys)
        {
            var versions = new List<NaiveLifecycle.Version>();
            foreach (var version in key) versions.Add(await ReadAsync(scene, bucket, version));
            lines.AddRange(reference.Follow(key.Key, versions).Select(version => LineOf(key.Key, version.IsMarker && version.Name.Length == 0, version.Name, version.MadeAt)));
        }

        foreach (var (key, upload) in await scene.UploadsAsync(bucket))
        {
            if (!reference.IsAborted(key.ToString(), upload.InitiatedAt)) lines.Add($"{key} upload {upload.Id}");
        }

        return string.Join('\n', lines);
    }

    private static async Task<NaiveLifecycle.Version> ReadAsync(LifecycleScene scene, BucketRecord bucket, ListedVersion version)
    {
        var record = await scene.Index.GetVersionAsync(bucket.Id, version.Listed.Key, version.Version, default);
        Assert.NotNull(record);
        return new NaiveLifecycle.Version($"{version.Version}", version.Version.IsNull, version.IsDeleteMarker, record.LastModified, record.Size, record.Tags, record.HasLegalHold);
    }

    private static async Task<string> DescribeAsync(LifecycleScene scene, BucketRecord bucket)
    {
        var now = scene.Time.GetUtcNow();
        var lines = (await scene.VersionsAsync(bucket)).Select(version => LineOf(
            version.Listed.Key.ToString(), version.IsDeleteMarker && version.Listed.LastModified == now, $"{version.Version}", version.Listed.LastModified));
        return string.Join('\n', lines.Concat((await scene.UploadsAsync(bucket)).Select(static pair => $"{pair.Key} upload {pair.Value.Id}")));
    }

    private static string LineOf(string key, bool isNewMarker, string name, DateTimeOffset madeAt) => isNewMarker ? $"{key} new marker" : $"{key} {name} {madeAt:O}";
}
