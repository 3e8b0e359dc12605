using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Curator.Clocks;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Pacing;
using ObjectStore.Index.Objects;

namespace ObjectStore.Curator.Restores;

/// <summary>
/// Walks through all versions that are being restored or have a restored copy, in the order of buckets and keys, and does what is due; docs/storage-classes.md. The rows themselves say how
/// far it is, so that a pass that was cut off is begun anew and meets only what is left.
/// </summary>
internal sealed partial class RestoreJob(
    IRestoreQueue queue, RestoreWorker worker, RestoreMetrics metrics, WitnessedClock clock, TimeProvider time, IOptions<RestoreOptions> options, ILogger<RestoreJob> logger) : ICuratorJob
{
    private readonly RestoreOptions _options = options.Value;
    private readonly TokenBucket _pace = new(time, options.Value.EntriesPerSecond);

    public string Name => JobNames.Restores;

    public TimeSpan Period => _options.Period;

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        var tally = new RestoreTally(await TryReadClockAsync(cancellationToken));
        var cursor = ReadOnlyMemory<byte>.Empty;
        do
        {
            var page = await queue.ListAsync(cursor, _options.PageEntries, cancellationToken);
            if (page.UnreadableRows > 0) Log.Unreadable(logger, page.UnreadableRows);
            await _pace.TakeAsync(page.Entries.Count, cancellationToken);
            tally.Add(page);
            await ApplyAsync(page.Entries, tally, cancellationToken);
            cursor = page.Next;
        }
        while (!cursor.IsEmpty);
        metrics.PassEnded(tally, time.GetUtcNow());
        return new JobResult(tally.Applied, tally.Bytes, tally.IsComplete);
    }

    /// <summary>The time by which copies expire; null while clocks are too far apart, and then none does.</summary>
    private async ValueTask<DateTimeOffset?> TryReadClockAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await clock.ReadAsync(cancellationToken);
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.Refused)
        {
            return null;
        }
    }

    private async ValueTask ApplyAsync(IReadOnlyList<RestoreEntry> entries, RestoreTally tally, CancellationToken cancellationToken)
    {
        var due = entries.Where(entry => entry.Until is not { } until || until <= tally.Now);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.CopiesInParallel, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current };
        await Parallel.ForEachAsync(due, parallel, async (entry, token) =>
        {
            // A pool that takes nothing would fail each of them, after a copy that was begun in vain.
            if (entry.Until is null && tally.IsPoolFull)
            {
                tally.Leave(entry, exception: null);
                return;
            }

            try
            {
                await ApplyAsync(entry, tally, token);
            }
            catch (StorageException exception)
            {
                // It is tried again in the next pass, and holds up no other.
                Log.Postponed(logger, exception, entry.Bucket);
                tally.Leave(entry, exception);
                metrics.Ended(entry, WriteOutcome.Applied, isPostponed: true);
            }
        });
    }

    private async ValueTask ApplyAsync(RestoreEntry entry, RestoreTally tally, CancellationToken cancellationToken)
    {
        var (outcome, bytes) = entry.Until is null ? await worker.RestoreAsync(entry, cancellationToken) : (await worker.ExpireAsync(entry, tally.Now!.Value, cancellationToken), 0);
        metrics.Ended(entry, outcome, isPostponed: false);
        if (outcome == WriteOutcome.Applied) tally.Apply(entry, bytes);
    }
}
