using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Curator.Progress;

namespace ObjectStore.Curator.Jobs;

/// <summary>Runs one job, on its period and on demand, one pass at a time.</summary>
internal sealed partial class JobRunner(
    ICuratorJob job, JobBoard board, JobProgress progress, CuratorMetrics metrics, TimeProvider timeProvider, ILogger<JobRunner> logger) : IDisposable
{
    /// <summary>Passes of jobs with a shorter period are not worth storing: after a restart they just begin.</summary>
    private static readonly TimeSpan StoredPeriodMin = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan RetryMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryMax = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _gate = new(1);
    private PassState? _pass;

    public string Name => job.Name;

    public JobStatus Status => board.Of(job.Name);

    /// <summary>Forgets the last pass before a term of leadership begins: others may have run the job since.</summary>
    public void BeginTerm()
    {
        _pass = null;
        job.BeginTerm();
    }

    /// <summary>Runs passes when they are due, for ever; a failure delays the next try and ends nothing.</summary>
    public async Task LoopAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            try
            {
                if (await UntilDueAsync(cancellationToken) is var wait && wait > TimeSpan.Zero)
                {
                    await Task.Delay(WholeMilliseconds(wait), timeProvider, cancellationToken);
                    continue;
                }

                var result = await RunAsync(cancellationToken);
                failures = result.IsComplete ? 0 : failures + 1;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                failures++;
                Log.Failed(logger, exception, job.Name);
            }

            if (failures > 0 && !await DelayAsync(RetryDelayOf(failures), cancellationToken)) return;
        }
    }

    /// <summary>Runs a new pass now, or goes on with the one that was cut off. Waits for one that is running.</summary>
    public async Task<JobResult> RunAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        var began = timeProvider.GetTimestamp();
        var result = new JobResult(0, 0, IsComplete: false);
        try
        {
            Tell(status => status with { IsRunning = true });
            var pass = await BeginPassAsync(cancellationToken);
            result = await job.RunAsync(new JobPass(pass.StartedAt), cancellationToken);
            if (result.IsComplete) await StorePassAsync(pass with { IsFinished = true }, cancellationToken);
            var ended = result;
            Tell(status => new JobStatus(job.Name, IsRunning: false, ended.IsComplete ? timeProvider.GetUtcNow() : status.LastSuccess, ended, LastError: null));
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Tell(status => status with { IsRunning = false });
            throw;
        }
        catch (Exception exception)
        {
            var error = exception is StorageException storage ? storage.Code.ToString() : exception.GetType().Name;
            Tell(status => status with { IsRunning = false, LastError = error });
            throw;
        }
        finally
        {
            metrics.JobEnded(job.Name, result.IsComplete, timeProvider.GetElapsedTime(began), result);
            _gate.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    private void Tell(Func<JobStatus, JobStatus> change) => board.Update(job.Name, change);

    private async ValueTask<TimeSpan> UntilDueAsync(CancellationToken cancellationToken)
    {
        var pass = await ReadPassAsync(cancellationToken);
        if (pass is not { IsFinished: true }) return TimeSpan.Zero;
        var wait = pass.StartedAt + job.Period - timeProvider.GetUtcNow();

        // A pass that seems to have begun in the future was begun by a clock that has been set back since.
        return wait <= job.Period ? wait : TimeSpan.Zero;
    }

    /// <summary>A pass that was cut off goes on, unless it is so old that another is due: what keeps it from ending must not keep the rest from being looked at.</summary>
    private async ValueTask<PassState> BeginPassAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var pass = await ReadPassAsync(cancellationToken);
        if (pass is { IsFinished: false } && now - pass.StartedAt < job.Period) return pass;

        // The time is the identity of the pass, so it must differ from the last one's even if the clock was set back.
        var startedAt = pass is null || now > pass.StartedAt || now < pass.StartedAt - job.Period ? now : pass.StartedAt.AddMilliseconds(1);
        var begun = new PassState(ProgressJson.Version, startedAt, IsFinished: false);
        await StorePassAsync(begun, cancellationToken);
        return begun;
    }

    private async ValueTask<PassState?> ReadPassAsync(CancellationToken cancellationToken)
    {
        if (_pass is null && job.Period >= StoredPeriodMin)
            _pass = await progress.ReadAsync(PassState.KeyOf(job.Name), ProgressJson.Default.PassState, cancellationToken);
        return _pass;
    }

    private async ValueTask StorePassAsync(PassState pass, CancellationToken cancellationToken)
    {
        if (job.Period >= StoredPeriodMin) await progress.StoreAsync(PassState.KeyOf(job.Name), pass, ProgressJson.Default.PassState, cancellationToken);
        _pass = pass;
    }

    /// <summary>Timers drop what is less than a millisecond: the last one before a pass would be a loop that does not wait.</summary>
    private static TimeSpan WholeMilliseconds(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));

    private TimeSpan RetryDelayOf(int failures)
    {
        var max = job.Period < RetryMax ? job.Period : RetryMax;
        var delay = RetryMin * Math.Pow(2, Math.Min(failures, 20));
        return delay < max ? delay : max;
    }

    private async ValueTask<bool> DelayAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        await Task.Delay(delay, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return !cancellationToken.IsCancellationRequested;
    }
}
