using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Tests.Fakes;
using Xunit;

namespace ObjectStore.Curator.Tests;

public sealed class CuratorServiceTests
{
    [Fact]
    public async Task RunNowAsync_UnknownJob_Throws()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);

        await Assert.ThrowsAsync<ArgumentException>(() => cluster.RunAsync("nothing"));
    }

    [Fact]
    public async Task StartAsync_TimePasses_RunsEveryJobOnItsPeriodAndStopsAtOnce()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.PutAsync("key", TestCluster.FourPlusTwo, 2);
        await cluster.DeleteAsync("key");
        await cluster.WriteOrphanAsync("orphan", TestCluster.FourPlusTwo, 2);

        await cluster.Curator.StartAsync(TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(cluster, () => cluster.Devices.All.All(device => device.Ids.Count == 0));
        await AdvanceUntilAsync(cluster, () => cluster.Curator.Status.Jobs.All(job => job.LastSuccess is not null));
        await cluster.Curator.StopAsync(TestContext.Current.CancellationToken);

        Assert.All(cluster.Curator.Status.Jobs, job => Assert.Null(job.LastError));
        Assert.Equal(JobNames.All.Count, cluster.Curator.Status.Jobs.Count);
        Assert.True(cluster.Curator.ExecuteTask!.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task StartAsync_JobFails_IsTriedAgainForEver()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        cluster.Kill.Restart(killAt: 1);
        await cluster.Curator.StartAsync(TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(cluster, () => cluster.Curator.Status.Jobs.Any(job => job.LastError is not null));

        cluster.Kill.Restart();
        await AdvanceUntilAsync(cluster, () => cluster.Curator.Status.Jobs.All(job => job.LastSuccess is not null));
        await cluster.Curator.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task StartAsync_PassFinishedBeforeARestart_WaitsForItsPeriod()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.RunAsync(JobNames.Scrub);
        cluster.RestartCurator();

        await cluster.Curator.StartAsync(TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(cluster, () => Job(cluster, JobNames.Sweep).LastSuccess is not null);
        var early = Job(cluster, JobNames.Scrub).LastSuccess;
        cluster.Time.Advance(TimeSpan.FromDays(14));
        await AdvanceUntilAsync(cluster, () => Job(cluster, JobNames.Scrub).LastSuccess is not null);
        await cluster.Curator.StopAsync(TestContext.Current.CancellationToken);

        Assert.Null(early);
    }

    [Fact]
    public async Task StartAsync_ClockSetBack_JobsRunOnTheirPeriodsAllTheSame()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        cluster.Time.SetClockWrong(TimeSpan.FromDays(1_000));
        await cluster.Curator.StartAsync(TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(cluster, () => cluster.Curator.Status.Jobs.All(job => job.LastSuccess is not null));

        cluster.Time.SetClockWrong(default);
        var since = cluster.Time.GetUtcNow();
        await AdvanceUntilAsync(cluster, () => cluster.Curator.Status.Jobs.All(job => job.LastSuccess >= since && job.LastSuccess < since.AddDays(20)));
        await cluster.Curator.StopAsync(TestContext.Current.CancellationToken);

        Assert.True(cluster.Time.GetUtcNow() < since.AddDays(20));
    }

    /// <summary>Timers know whole milliseconds only. A wait for less, taken for none, would be a loop that never ends: the clock here stands still meanwhile.</summary>
    [Fact(Timeout = 600_000)]
    public async Task StartAsync_LessThanAMillisecondIsLeft_IsWaitedFor()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        await cluster.Curator.StartAsync(TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(cluster, () => cluster.Curator.Status.Jobs.All(job => job.LastSuccess is not null));

        cluster.Time.SetClockWrong(TimeSpan.FromMicroseconds(-400));
        var since = cluster.Time.GetUtcNow();
        await AdvanceUntilAsync(cluster, () => cluster.Curator.Status.Jobs.All(job => job.LastSuccess >= since));
        await cluster.Curator.StopAsync(TestContext.Current.CancellationToken);
    }

    private static JobStatus Job(TestCluster cluster, string name) => cluster.Curator.Status.Jobs.Single(job => job.Name == name);

    /// <summary>Lets time pass whenever the jobs have nothing to do but wait. The bound is on time that passes for them; one whose thread does not get on holds it up.</summary>
    private static async Task AdvanceUntilAsync(TestCluster cluster, Func<bool> condition)
    {
        var step = TimeSpan.FromMinutes(3);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        for (var passed = TimeSpan.Zero; !condition(); await Task.Yield())
        {
            Assert.True(passed < TimeSpan.FromDays(100) && !patience.IsCancellationRequested, $"the jobs did not get there in {passed}");
            if (cluster.Time.TimerCount < JobNames.All.Count) continue;
            cluster.Time.Advance(step);
            passed += step;
        }
    }
}
