using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Keymap.Planning;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;

namespace ObjectStore.Curator.Keymap;

/// <summary>Carries out the moves that have begun, several at once, and deletes what moved away, and what is left of deleted buckets, long enough ago.</summary>
internal sealed partial class MoveJob(IKeymapControl control, ICatalog catalog, IOptions<KeymapOptions> options, KeymapMetrics metrics, ILogger<MoveJob> logger) : ICuratorJob
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TombstonesPeriod = TimeSpan.FromHours(1);

    private DateTimeOffset _tombstonesRemovedAt;

    public string Name => JobNames.Moves;

    public TimeSpan Period => LookPeriod;

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        var moving = (await control.ListAsync(cancellationToken)).Where(static entry => entry.MoveTarget is not null).ToArray();
        var (moved, failed) = (0, 0);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, options.Value.MovesInParallelMax), CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current };
        await Parallel.ForEachAsync(moving, parallel, async (entry, cancellationToken) =>
        {
            if (await TryMoveAsync(entry, cancellationToken)) Interlocked.Increment(ref moved);
            else Interlocked.Increment(ref failed);
        });
        await control.DeleteDiscardedAsync(cancellationToken);
        await RemoveTombstonesAsync(pass.StartedAt, cancellationToken);
        return new JobResult(moved, 0, failed == 0);
    }

    private async ValueTask RemoveTombstonesAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if ((now - _tombstonesRemovedAt).Duration() < TombstonesPeriod) return;
        await catalog.RemoveTombstonesAsync(cancellationToken);
        _tombstonesRemovedAt = now;
    }

    private async ValueTask<bool> TryMoveAsync(KeymapEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await control.CarryOutMoveAsync(entry.Start, cancellationToken);
            metrics.Moved(outcome);
            Log.Ended(logger, entry.Database, entry.MoveTarget!, outcome.ToString());
            return outcome != MoveOutcome.Waiting;
        }
        catch (StorageException exception)
        {
            metrics.Moved(null);
            Log.Failed(logger, exception, entry.Database, entry.MoveTarget!);
            return false;
        }
    }
}
