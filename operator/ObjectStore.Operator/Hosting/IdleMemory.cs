using Microsoft.Extensions.Hosting;

namespace ObjectStore.Operator.Hosting;

/// <summary>
/// Gives memory back to the system that repairs needed. A process with nothing to do does not collect garbage by itself, and shared pools keep their arrays for some full collections: the
/// buffers of one repaired disk stayed for good, more than all else together.
/// </summary>
internal sealed class IdleMemory(TimeProvider time) : BackgroundService
{
    /// <summary>Pools let go of a few arrays at a time, and only of those that nobody took for a minute.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly IdleMemoryRule _rule = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (_rule.IsDue(Committed()))
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                _rule.Collected(Committed());
            }

            await Task.Delay(Period, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static long Committed() => GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;
}
