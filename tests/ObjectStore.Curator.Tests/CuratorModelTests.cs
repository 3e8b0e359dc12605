using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Tests.Fakes;
using Xunit;

namespace ObjectStore.Curator.Tests;

/// <summary>
/// Random writes, overwrites, deletions, unfinished uploads, damage and lost devices, never more than a stripe can bear, with jobs that run and are killed in
/// between. When all is quiet, every stripe that a row names must be whole, and nothing else may be left.
/// </summary>
[Trait("Category", "Model")]
public sealed class CuratorModelTests
{
    private static readonly string[] AllJobs = [JobNames.Garbage, JobNames.Sweep, JobNames.Scrub, JobNames.Repair, JobNames.Rebuild];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(null)]
    public async Task RunAllJobs_RandomHistory_EndsWholeAndClean(int? fixedSeed)
    {
        var seed = fixedSeed ?? Random.Shared.Next();
        for (var history = 0; history < 25; history++) await RunHistoryAsync(unchecked(seed + history * 7919));
    }

    /// <summary>The same small history again and again, with the process killed at each of its calls to devices and index, before or after the effect.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAllJobs_KilledAtEveryCall_EndsWholeAndClean(bool afterEffect)
    {
        const int seed = 42;
        for (var killAt = 1; ; killAt++)
        {
            using var cluster = await PrepareAsync(seed);
            cluster.RestartCurator(killAt, afterEffect);
            var wasKilled = await RunUntilKilledAsync(cluster);

            cluster.RestartCurator();
            await cluster.RunToQuiescenceAsync();

            cluster.AssertWholeAndClean($"killed at call {killAt}, after its effect: {afterEffect}");
            if (!wasKilled) return;
            Assert.True(killAt < 20_000, "the jobs never end");
        }
    }

    private static async Task<TestCluster> PrepareAsync(int seed)
    {
        var cluster = await TestCluster.CreateAsync(seed);
        await cluster.RunAsync(JobNames.Rebuild);
        await cluster.PutAsync("large", TestCluster.FourPlusTwo, 3);
        await cluster.PutAsync("small", ErasureProfile.Replicated, 1);
        await cluster.PutAsync("replaced", ErasureProfile.Replicated, 1);
        await cluster.PutAsync("replaced", ErasureProfile.Replicated, 1);
        await cluster.PutMultipartAsync("aborted", 2, isCompleted: false);
        await cluster.WriteOrphanAsync("orphan", ErasureProfile.Replicated, 1);
        await cluster.ReplaceDeviceAsync(cluster.Map.Devices[0].Id);
        foreach (var stripe in cluster.LiveStripes) cluster.MemberOf(stripe, cluster.GoodFragments(stripe).First()).DamagePayload(stripe.FragmentId(cluster.GoodFragments(stripe).First()));
        return cluster;
    }

    private static async Task<bool> RunUntilKilledAsync(TestCluster cluster)
    {
        try
        {
            cluster.Time.Advance(TimeSpan.FromHours(25));
            foreach (var job in new[] { JobNames.Garbage, JobNames.Rebuild, JobNames.Scrub, JobNames.Repair, JobNames.Sweep }) await cluster.RunAsync(job);
            return false;
        }
        catch (KilledException)
        {
            return true;
        }
    }

    private static async Task RunHistoryAsync(int seed)
    {
        var random = new Random(seed);
        using var cluster = await TestCluster.CreateAsync(seed);
        if (random.Next(4) > 0) await cluster.RunAsync(JobNames.Rebuild);
        for (var step = 0; step < 60; step++) await StepAsync(cluster, random);

        cluster.RestartCurator();
        await cluster.RunToQuiescenceAsync();

        cluster.AssertWholeAndClean($"seed {seed}");
        Assert.Empty(cluster.Curator.Status.LostStripes);
    }

    private static async Task StepAsync(TestCluster cluster, Random random)
    {
        var key = "key-" + random.Next(12);
        var profile = random.Next(2) == 0 ? TestCluster.FourPlusTwo : ErasureProfile.Replicated;
        switch (random.Next(20))
        {
            case < 6: await cluster.PutAsync(key, profile, random.Next(1, 5)); break;
            case < 8: await cluster.PutMultipartAsync(key, random.Next(1, 4), isCompleted: random.Next(3) > 0); break;
            case < 10: if (cluster.Keys.Contains(key)) await cluster.DeleteAsync(key); break;
            case < 11: await cluster.WriteOrphanAsync(key, profile, random.Next(1, 4)); break;
            case < 15: DamageSomething(cluster, random); break;
            case < 16: await LoseDeviceAsync(cluster, random); break;
            case < 17: cluster.Time.Advance(TimeSpan.FromMinutes(random.Next(1, 2000))); break;
            default: await RunSomeJobAsync(cluster, random); break;
        }
    }

    private static void DamageSomething(TestCluster cluster, Random random)
    {
        if (cluster.LiveStripes.Count == 0) return;
        var stripe = cluster.LiveStripes.ElementAt(random.Next(cluster.LiveStripes.Count));
        var good = cluster.GoodFragments(stripe).ToArray();
        if (good.Length <= stripe.Layout.Profile.DataFragments) return;

        var index = good[random.Next(good.Length)];
        var device = cluster.MemberOf(stripe, index);
        switch (random.Next(3))
        {
            case 0: device.DamagePayload(stripe.FragmentId(index)); break;
            case 1: device.DamageHeader(stripe.FragmentId(index)); break;
            default: device.Lose(stripe.FragmentId(index)); break;
        }

        if (random.Next(2) == 0) cluster.Damage.Report(stripe.FragmentId(index), stripe.Group);
    }

    private static async Task LoseDeviceAsync(TestCluster cluster, Random random)
    {
        DeviceId lost = cluster.Map.Devices[random.Next(cluster.Map.Devices.Count)].Id;
        var canBear = cluster.LiveStripes.All(stripe =>
            cluster.GoodFragments(stripe).Count(index => cluster.MemberOf(stripe, index).Id != lost) >= stripe.Layout.Profile.DataFragments);
        if (canBear) await cluster.ReplaceDeviceAsync(lost);
    }

    private static async Task RunSomeJobAsync(TestCluster cluster, Random random)
    {
        if (random.Next(2) == 0) cluster.RestartCurator(killAt: random.Next(1, 120), afterEffect: random.Next(2) == 0);
        try
        {
            await cluster.RunAsync(AllJobs[random.Next(AllJobs.Length)]);
        }
        catch (KilledException)
        {
            cluster.RestartCurator();
        }

        cluster.Kill.Restart();
    }
}
