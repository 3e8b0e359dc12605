using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Hosting;
using ObjectStore.Kubernetes.LeaderElection;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Tests.ApiServers;
using ObjectStore.KubernetesTesting;
using ObjectStore.Testing;

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
        await Wait.UntilAsync(() => Volatile.Read(ref began) >= 1);

        // A busy machine may miss a deadline of a second by itself, so that a term ends and another begins.
        var down = server.Add(Fault.CutBefore(times: int.MaxValue));
        await Wait.UntilAsync(() => Volatile.Read(ref ended) == Volatile.Read(ref began));
        var terms = Volatile.Read(ref began);
        down.Release();

        await Wait.UntilAsync(() => Volatile.Read(ref began) > terms);
        await stop.CancelAsync();
        await run.WaitAsync(Wait.Limit, Token);
        Assert.Equal(began, ended);
    }

    [Fact]
    public async Task RunAsync_AnswerToTheFirstTryIsLate_TheTermCountsFromTheTry()
    {
        await using var server = await FakeApiServer.StartAsync();
        using var client = TestClients.Create(server.Configuration);
        var time = new ManualTimeProvider();
        var options = new LeaderElectionOptions { Lease = new EntityKey("default", "leader"), Identity = "a" };
        var elector = new LeaderElector(client, options, TestClients.Metrics(), time, NullLogger<LeaderElector>.Instance);
        using var stop = new CancellationTokenSource();
        var ended = new TaskCompletionSource();
        var late = server.Add(Fault.Hold("POST", "/leases"));
        var run = elector.RunAsync(
            async token =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                ended.TrySetResult();
            },
            stop.Token);
        await late.Hit.WaitAsync(Wait.Limit, Token);
        time.Advance(options.RenewDeadline - TimeSpan.FromSeconds(1));
        late.Release();
        await Wait.UntilAsync(() => elector.IsLeader);

        // Others count from the write, and may take the lease a while after this.
        using var down = new Released(server.Add(Fault.CutBefore(times: int.MaxValue)));
        await Wait.UntilAsync(() => time.UntilNext == options.RetryPeriod);
        time.Advance(options.RetryPeriod);

        await ended.Task.WaitAsync(Wait.Limit, Token);
        await stop.CancelAsync();
        time.Advance(options.RetryPeriod * 2);
        await run.WaitAsync(Wait.Limit, Token);
    }

    [Fact]
    public async Task RunAsync_AllOtherRequestsWaitForAnAnswer_TheLeaseIsTakenAndRenewed()
    {
        await using var server = await FakeApiServer.StartAsync();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kubernetes:ConcurrentRequestsMax"] = "1",
            ["Operator:Namespace"] = "default",
            ["Operator:LeaseRetryPeriod"] = "00:00:00.050",

            // A busy machine loses no lease.
            ["Operator:LeaseDuration"] = "00:05:00",
            ["Operator:LeaseRenewDeadline"] = "00:04:00",
        });
        builder.Services.AddSingleton(server.Configuration);
        builder.Services.AddKubernetesClient(TestJson.Default);
        builder.Services.AddKubernetesOperator();
        var built = builder.Build();
        using var stuck = new Released(server.Add(Fault.Hold("GET", "/configmaps", times: int.MaxValue)));
        var client = built.Services.GetRequiredService<IKubernetesClient>();
        var waiting = client.ListAsync<V1ConfigMap>(ListOptions.All, Token);
        await stuck.Fault.Hit.WaitAsync(Wait.Limit, Token);

        await using var host = await TestHost.StartAsync(built);

        await Wait.UntilAsync(() => server.Requests.Count(static request => request.StartsWith("PUT", StringComparison.Ordinal) && request.Contains("/leases/", StringComparison.Ordinal)) >= 2);
        Assert.False(waiting.IsCompleted);
        stuck.Dispose();
        await waiting;
    }

    /// <summary>A fault that ends with a test, so that the server can.</summary>
    private sealed class Released(Fault fault) : IDisposable
    {
        public Fault Fault => fault;

        public void Dispose() => fault.Release();
    }
}
