using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Tiering;

/// <summary>Writes notes of when objects were read into their rows, at a bounded rate. What fails is forgotten, and so is what waits when the process ends: objects move a little early by it.</summary>
internal sealed partial class AccessNoteWriter(
    AccessNotes notes, IObjectIndex index, TieringOptions options, AccessNoteMetrics metrics, TimeProvider time, ILogger<AccessNoteWriter> logger) : BackgroundService
{
    /// <summary>Guess: a few commits at once go into one group of the database.</summary>
    private const int ParallelMax = 4;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Tick, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await WriteAsync(stoppingToken);
        }
    }

    /// <summary>Writes as many as there may be in a second.</summary>
    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var (failed, last) = (0, (Exception?)null);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ParallelMax, TaskScheduler = TaskScheduler.Current };
        await Parallel.ForEachAsync(notes.Take(options.NotesPerSecond), parallel, async (note, _) =>
        {
            try
            {
                var update = new ObjectUpdate.NoteAccess(note.At, record => notes.IsWanted(note, record));
                var result = await index.UpdateAsync(note.Bucket, note.Key, note.Version, update, cancellationToken);
                metrics.Ended(result.Outcome == WriteOutcome.Applied ? "written" : "unneeded");
            }
            catch (Exception exception)
            {
                // Whatever it is, the others are written, and the gateway goes on.
                metrics.Ended("failed");
                Interlocked.Increment(ref failed);
                Volatile.Write(ref last, exception);
            }
            finally
            {
                notes.Settle(note);
            }
        });
        if (last is not null && !cancellationToken.IsCancellationRequested) Log.Failed(logger, last, failed);
    }
}
