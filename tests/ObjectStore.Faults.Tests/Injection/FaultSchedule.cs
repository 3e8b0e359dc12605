using System.Diagnostics;
using ObjectStore.Faults.Tests.Availability;
using ObjectStore.Faults.Tests.Load;

namespace ObjectStore.Faults.Tests.Injection;

/// <summary>Injects one fault after the other, from a seed: each lasts some seconds, is taken away, and everything must work again before the next.</summary>
internal sealed class FaultSchedule(FaultCluster cluster, CuratorControl curator, Prober prober, LoadPace pace, Random random, TimeSpan holdMax)
{
    private static readonly TimeSpan HoldMin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly List<FaultRecord> _records = [];

    /// <summary>What has been injected.</summary>
    public IReadOnlyList<FaultRecord> Records => _records;

    /// <summary>Injects a fault, waits, takes it away, and waits until everything works.</summary>
    /// <exception cref="TimeoutException">Something does not work again, though the fault is gone.</exception>
    /// <exception cref="InvalidOperationException">A process has ended that nobody killed.</exception>
    public async Task InjectAsync(Fault fault, CancellationToken cancellationToken)
    {
        if (fault.Destroys) await curator.SettleAsync(new Deadline(Patience, cancellationToken));
        pace.NextFault();
        var at = Stopwatch.GetTimestamp();
        var injected = await fault.InjectAsync(random, cancellationToken);
        await Task.Delay(HoldMin + (holdMax - HoldMin) * random.NextDouble(), cancellationToken);
        var (reads, writes) = (prober.Longest(isWrite: false, at), prober.Longest(isWrite: true, at));
        var healed = Stopwatch.GetTimestamp();
        await injected.HealAsync(cancellationToken);
        await RecoverAsync(fault, injected, cancellationToken);
        _records.Add(new FaultRecord(
            Stopwatch.GetElapsedTime(_started, at), fault.Name, injected.Where, Stopwatch.GetElapsedTime(at, healed), reads, writes, Stopwatch.GetElapsedTime(healed)));
        if (!fault.Destroys) return;
        await curator.RunAsync("scrub", new Deadline(Patience, cancellationToken));
        await curator.SettleAsync(new Deadline(Patience, cancellationToken));
    }

    private async Task RecoverAsync(Fault fault, InjectedFault injected, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        for (var deadline = new Deadline(Patience, cancellationToken); !prober.HasRecovered(since);)
        {
            cluster.RequireRunning();
            await deadline.WaitAsync(Poll, $"reads or writes do not succeed although this is over: {fault.Name}, {injected.Where}");
        }
    }
}
