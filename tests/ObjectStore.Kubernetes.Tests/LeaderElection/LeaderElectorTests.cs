using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.LeaderElection;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Tests.ApiServers;
using ObjectStore.Testing;

namespace ObjectStore.Kubernetes.Tests.LeaderElection;

/// <summary>Leases over every API server, the fake and real ones.</summary>
public class LeaderElectorTests(ApiServerFixture server)
{
    private readonly ConcurrentQueue<string> _terms = new();
    private int _leading;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_LeaseIsMissing_LeadsAndHoldsIt()
    {
        var lease = new EntityKey(await server.CreateNamespaceAsync(), "leader");
        using var stop = new CancellationTokenSource();
        var elector = Elector(lease, "a");
        var run = elector.RunAsync(token => LeadAsync("a", token), stop.Token);
        await Wait.UntilAsync(() => _leading == 1);

        var held = (await server.Client.GetAsync<V1Lease>(lease, Token))!;
        await Wait.UntilAsync(async () => (await server.Client.GetAsync<V1Lease>(lease, Token))!.Spec!.RenewTime > held.Spec!.RenewTime);
        var isLeader = elector.IsLeader;
        await stop.CancelAsync();
        await run.WaitAsync(Wait.Limit, Token);

        Assert.True(isLeader);
        Assert.Equal(("a", 60), (held.Spec!.HolderIdentity, held.Spec.LeaseDurationSeconds));
        Assert.Equal("", (await server.Client.GetAsync<V1Lease>(lease, Token))!.Spec!.HolderIdentity);
        Assert.False(elector.IsLeader);
    }

    [Fact]
    public async Task RunAsync_LeaderStops_WorkEndsBeforeTheNextBegins()
    {
        var lease = new EntityKey(await server.CreateNamespaceAsync(), "leader");
        using var stopFirst = new CancellationTokenSource();
        using var stopSecond = new CancellationTokenSource();
        var first = Elector(lease, "a").RunAsync(token => LeadAsync("a", token), stopFirst.Token);
        await Wait.UntilAsync(() => _leading == 1);
        var second = Elector(lease, "b").RunAsync(token => LeadAsync("b", token), stopSecond.Token);

        await stopFirst.CancelAsync();
        await first.WaitAsync(Wait.Limit, Token);
        await Wait.UntilAsync(() => _terms.Count == 2);
        var held = (await server.Client.GetAsync<V1Lease>(lease, Token))!;
        await stopSecond.CancelAsync();
        await second.WaitAsync(Wait.Limit, Token);

        Assert.Equal(["a", "b"], _terms);
        Assert.Equal(("b", 1), (held.Spec!.HolderIdentity, held.Spec.LeaseTransitions));
    }

    [Fact]
    public async Task RunAsync_LeaseIsTakenByAnother_WorkIsStopped()
    {
        var lease = new EntityKey(await server.CreateNamespaceAsync(), "leader");
        using var stop = new CancellationTokenSource();
        var stopped = new TaskCompletionSource();
        var run = Elector(lease, "a", deadline: TimeSpan.FromSeconds(2)).RunAsync(
            async token =>
            {
                await LeadAsync("a", token);
                stopped.TrySetResult();
            },
            stop.Token);
        await Wait.UntilAsync(() => _leading == 1);

        await server.Client.UpdateWithRetryAsync<V1Lease>(lease, current => current with { Spec = current.Spec! with { HolderIdentity = "thief", LeaseDurationSeconds = 3600 } }, Token);
        await stopped.Task.WaitAsync(Wait.Limit, Token);
        await stop.CancelAsync();
        await run.WaitAsync(Wait.Limit, Token);

        Assert.Equal("thief", (await server.Client.GetAsync<V1Lease>(lease, Token))!.Spec!.HolderIdentity);
    }

    [Fact]
    public async Task RunAsync_HolderIsSilent_IsTakenOverAfterItsDuration()
    {
        var lease = new EntityKey(await server.CreateNamespaceAsync(), "leader");
        await server.Client.CreateAsync(
            new V1Lease
            {
                Metadata = new V1ObjectMeta { Name = lease.Name, Namespace = lease.Namespace },

                // A clock that runs ahead must not matter.
                Spec = new V1LeaseSpec { HolderIdentity = "dead", LeaseDurationSeconds = 1, RenewTime = TimeProvider.System.GetUtcNow().AddDays(1) },
            },
            Token);
        using var stop = new CancellationTokenSource();
        var began = TimeProvider.System.GetTimestamp();

        var run = Elector(lease, "a").RunAsync(token => LeadAsync("a", token), stop.Token);
        await Wait.UntilAsync(() => _leading == 1);
        var waited = TimeProvider.System.GetElapsedTime(began);
        await stop.CancelAsync();
        await run.WaitAsync(Wait.Limit, Token);

        Assert.True(waited >= TimeSpan.FromSeconds(0.9), $"It waited {waited}.");
    }

    [Fact]
    public async Task RunAsync_WorkFails_ReleasesTheLeaseAndThrows()
    {
        var lease = new EntityKey(await server.CreateNamespaceAsync(), "leader");

        await Assert.ThrowsAsync<InvalidOperationException>(() => Elector(lease, "a").RunAsync(_ => throw new InvalidOperationException(), CancellationToken.None));

        Assert.Equal("", (await server.Client.GetAsync<V1Lease>(lease, Token))!.Spec!.HolderIdentity);
    }

    [Fact]
    public async Task RunAsync_ManyCandidates_OneLeadsAtATime()
    {
        var lease = new EntityKey(await server.CreateNamespaceAsync(), "leader");
        var runs = Enumerable.Range(0, 5).Select(i => RunUntilLedAsync(lease, $"{i}")).ToArray();

        await Task.WhenAll(runs).WaitAsync(Wait.Limit, Token);

        Assert.Equal(5, _terms.Distinct().Count());
    }

    private async Task RunUntilLedAsync(EntityKey lease, string identity)
    {
        using var stop = new CancellationTokenSource();
        await Elector(lease, identity).RunAsync(
            async _ =>
            {
                await stop.CancelAsync();
                await LeadAsync(identity, stop.Token);
            },
            stop.Token);
    }

    private async Task LeadAsync(string identity, CancellationToken cancellationToken)
    {
        Assert.Equal(1, Interlocked.Increment(ref _leading));
        _terms.Enqueue(identity);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(20, CancellationToken.None);
        Interlocked.Decrement(ref _leading);
    }

    private LeaderElector Elector(EntityKey lease, string identity, TimeSpan? deadline = null) => new(
        server.Client,
        new LeaderElectionOptions { Lease = lease, Identity = identity, LeaseDuration = TimeSpan.FromSeconds(60), RenewDeadline = deadline ?? TimeSpan.FromSeconds(50), RetryPeriod = TimeSpan.FromMilliseconds(50) },
        TestClients.Metrics(),
        TimeProvider.System,
        NullLogger<LeaderElector>.Instance);
}
