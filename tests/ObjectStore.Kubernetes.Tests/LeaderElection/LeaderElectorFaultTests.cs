using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.LeaderElection;
using ObjectStore.Kubernetes.Tests.ApiServers;
using ObjectStore.KubernetesTesting;

namespace ObjectStore.Kubernetes.Tests.LeaderElection;

public class LeaderElectorFaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_ServerIsAwayForLongerThanTheDeadline_StopsTheWorkAndLeadsAgainLater()
    {
        await using var server = await FakeApiServer.StartAsync();
        using var client = TestClients.Create(server.Configuration);
        var elector = new LeaderElector(
            client,
            new LeaderElectionOptions
            {
                Lease = new EntityKey("default", "leader"),
                Identity = "a",
                LeaseDuration = TimeSpan.FromSeconds(3),
                RenewDeadline = TimeSpan.FromSeconds(1),
                RetryPeriod = TimeSpan.FromMilliseconds(50),
            },
            TestClients.Metrics(),
            TimeProvider.System,
            NullLogger<LeaderElector>.Instance);
        var (began, ended) = (0, 0);
        using var stop = new CancellationTokenSource();
        var run = elector.RunAsync(
            async token =>
            {
                Interlocked.Increment(ref began);
                await Task.Delay(Timeout.InfiniteTimeSpan, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Interlocked.Increment(ref ended);
            },
            stop.Token);
        await Wait.UntilAsync(() => began == 1);

        var down = server.Add(Fault.CutBefore(times: int.MaxValue));
        await Wait.UntilAsync(() => ended == 1);
        down.Release();

        await Wait.UntilAsync(() => began == 2);
        await stop.CancelAsync();
        await run.WaitAsync(Wait.Limit, Token);
        Assert.Equal(2, ended);
    }
}
