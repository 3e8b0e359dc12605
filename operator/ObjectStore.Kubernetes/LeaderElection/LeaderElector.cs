using Microsoft.Extensions.Logging;
using ObjectStore.Kubernetes.Client;

namespace ObjectStore.Kubernetes.LeaderElection;

/// <summary>Has work done by one process at a time, whoever holds a lease.</summary>
/// <remarks>
/// A leader that cannot renew stops its work <see cref="LeaderElectionOptions.RenewDeadline"/> after the last renewal, before others may take the lease. Nothing fences what
/// that work has already sent: it must be harmless when it arrives late. A leader that is told to stop keeps the lease until its work has ended, and then releases it.
/// </remarks>
public sealed partial class LeaderElector
{
    private readonly LeaderElectionOptions _options;
    private readonly KubernetesMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<LeaderElector> _logger;
    private readonly LeaseRecord _lease;
    private volatile bool _isLeader;

    internal LeaderElector(IKubernetesClient client, LeaderElectionOptions options, KubernetesMetrics metrics, TimeProvider timeProvider, ILogger<LeaderElector> logger)
    {
        (_options, _metrics, _time, _logger) = (options, metrics, timeProvider, logger);
        _lease = new LeaseRecord(client, options, timeProvider);
    }

    /// <summary>Whether this process leads now.</summary>
    public bool IsLeader => _isLeader;

    /// <summary>Waits for the lease and leads, again and again, until stopped.</summary>
    /// <param name="leadAsync">The work. Its token is cancelled when the lease is lost or the process stops; the next term begins only after it has returned.</param>
    /// <param name="stoppingToken">Ends the work, then the lease.</param>
    public async Task RunAsync(Func<CancellationToken, Task> leadAsync, CancellationToken stoppingToken)
    {
        while (await AcquireAsync(stoppingToken) is { } acquiredAt)
        {
            SetLeader(true);
            Log.Acquired(_logger, _options.Identity);
            using var term = new CancellationTokenSource();
            var work = Task.Run(() => leadAsync(term.Token), CancellationToken.None);
            var isHeld = await RenewAsync(work, term, acquiredAt, stoppingToken);
            SetLeader(false);
            if (isHeld) await ReleaseAsync();

            // Work that failed takes the process with it, after the lease has been given up.
            await work;
        }
    }

    /// <summary>When the try began that got the lease: an answer may be long on its way, and others count from when the lease was written. Null when stopped.</summary>
    private async Task<long?> AcquireAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var tryingAt = _time.GetTimestamp();
            if (await TryHoldAsync(_options.RenewDeadline, stoppingToken)) return tryingAt;
            await DelayAsync(_options.RetryPeriod * (1 + (0.2 * Random.Shared.NextDouble())), stoppingToken);
        }

        return null;
    }

    /// <summary>Renews until the work has ended; has it end when the lease is lost or the process stops.</summary>
    /// <returns>Whether the lease is still ours.</returns>
    private async Task<bool> RenewAsync(Task work, CancellationTokenSource term, long renewedAt, CancellationToken stoppingToken)
    {
        using var stopping = stoppingToken.Register(term.Cancel);
        while (true)
        {
            await Task.WhenAny(work, Task.Delay(_options.RetryPeriod, _time, CancellationToken.None));
            if (work.IsCompleted) return true;
            var left = _options.RenewDeadline - _time.GetElapsedTime(renewedAt);
            var tryingAt = _time.GetTimestamp();
            if (left > TimeSpan.Zero && await TryHoldAsync(left, CancellationToken.None))
            {
                renewedAt = tryingAt;
            }
            else if (_time.GetElapsedTime(renewedAt) >= _options.RenewDeadline)
            {
                Log.Lost(_logger, _options.Identity);
                SetLeader(false);
                await term.CancelAsync();
                await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return false;
            }
        }
    }

    private async Task<bool> TryHoldAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await _lease.TryHoldAsync(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return false;
        }
        catch (KubernetesApiException exception)
        {
            Log.Failed(_logger, exception);
            return false;
        }
    }

    private async Task ReleaseAsync()
    {
        using var timeout = new CancellationTokenSource(_options.RenewDeadline, _time);
        try
        {
            await _lease.ReleaseAsync(timeout.Token);
            Log.Released(_logger, _options.Identity);
        }
        catch (Exception exception) when (exception is KubernetesApiException or OperationCanceledException)
        {
            Log.NotReleased(_logger, exception);
        }
    }

    private async Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private void SetLeader(bool isLeader)
    {
        _isLeader = isLeader;
        _metrics.LeadershipChanged(isLeader);
    }
}
