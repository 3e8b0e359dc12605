using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Scrub;
using ObjectStore.Curator.Tests.Fakes;
using Xunit;

namespace ObjectStore.Curator.Tests.Scrub;

public sealed class ScrubJobTests
{
    [Fact]
    public async Task RunAsync_DamagedPayloadAndHeader_AreRepaired()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 3);
        foreach (var stripe in cluster.LiveStripes)
        {
            cluster.MemberOf(stripe, 1).DamagePayload(stripe.FragmentId(1));
            cluster.MemberOf(stripe, 4).DamageHeader(stripe.FragmentId(4));
        }

        var scrubbed = await cluster.RunAsync(JobNames.Scrub);

        Assert.InRange(scrubbed.Items, 3, 6);
        cluster.AssertWholeAndClean("after repair");
    }

    [Fact]
    public async Task RunAsync_CutOffInBetween_GoesOnWhereItStood()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        for (var i = 0; i < 60; i++) await cluster.PutAsync($"key-{i}", TestCluster.FourPlusTwo, 4);
        var whole = cluster.Devices.All.Sum(device => device.Ids.Count);
        cluster.RestartCurator(killAt: 40);
        await Assert.ThrowsAsync<KilledException>(() => cluster.RunAsync(JobNames.Scrub));
        cluster.RestartCurator();

        var rest = await cluster.RunAsync(JobNames.Scrub);
        var again = await cluster.RunAsync(JobNames.Scrub);

        Assert.Equal(1440, whole);
        Assert.True(rest.IsComplete);
        Assert.InRange(rest.Bytes, 1, again.Bytes - 1);
    }

    [Fact]
    public async Task RunAsync_Budget_TakesTheTimeThatItAllows()
    {
        var options = new CuratorOptions { Scrub = new ScrubOptions { StepBytes = 4096, BytesPerSecondPerDevice = 4096, DevicesInParallel = 1 } };
        using var cluster = await TestCluster.CreateAsync(seed: 1, options);
        for (var i = 0; i < 100; i++) await cluster.PutAsync($"key-{i}", TestCluster.FourPlusTwo, 2);
        var began = cluster.Time.GetUtcNow();

        var run = cluster.RunAsync(JobNames.Scrub);
        while (!run.IsCompleted)
        {
            if (cluster.Time.TimerCount > 0) cluster.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        // Each device may save up a second and be a step ahead; each may also end with a step that is not full.
        var seconds = (await run).Bytes / 4096.0;
        Assert.InRange((cluster.Time.GetUtcNow() - began).TotalSeconds, seconds - 6 * 3, seconds + 6);
    }
}
