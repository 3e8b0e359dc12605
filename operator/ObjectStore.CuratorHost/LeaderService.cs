using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Cluster.Leadership;
using ObjectStore.Core.Errors;
using ObjectStore.Curator;

namespace ObjectStore.CuratorHost;

/// <summary>Runs the curator while this process holds the lease, and stops it in time when it cannot renew it.</summary>
internal sealed partial class LeaderService(
    CatalogLease lease, CuratorService curator, DamageCollector damage, IOptions<LeaseOptions> options, TimeProvider time, ILogger<LeaderService> logger) : BackgroundService
{
    private readonly LeaseOptions _options = options.Value;
    private int _isLeader;

    /// <summary>Whether this process leads now.</summary>
    public bool IsLeader => Volatile.Read(ref _isLeader) != 0;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                if (await TryAsync(lease.TryAcquireAsync, stoppingToken) == true) await LeadAsync(stoppingToken);
                await Task.Delay(_options.RenewPeriod, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private async Task LeadAsync(CancellationToken stoppingToken)
    {
        Log.Leads(logger);
        Volatile.Write(ref _isLeader, 1);
        await curator.StartAsync(CancellationToken.None);
        await damage.StartAsync(CancellationToken.None);
        try
        {
            await RenewAsync(stoppingToken);
            Log.Lost(logger);
        }
        finally
        {
            // To the end, so that two do not lead for longer than their steps under way take.
            await damage.StopAsync(CancellationToken.None);
            await curator.StopAsync(CancellationToken.None);
            Volatile.Write(ref _isLeader, 0);
            if (stoppingToken.IsCancellationRequested)
            {
                using var patience = new CancellationTokenSource(_options.RenewPeriod, time);
                await TryAsync(
                    async token =>
                    {
                        await lease.ReleaseAsync(token);
                        return true;
                    },
                    patience.Token);
            }
        }
    }

    /// <summary>Returns when the lease is lost, or could not be renewed for so long that another may soon take it.</summary>
    private async Task RenewAsync(CancellationToken stoppingToken)
    {
        var renewedAt = time.GetTimestamp();
        while (time.GetElapsedTime(renewedAt) < _options.Duration - _options.RenewPeriod)
        {
            await Task.Delay(_options.RenewPeriod, time, stoppingToken);
            var begun = time.GetTimestamp();
            var renewed = await TryAsync(lease.TryRenewAsync, stoppingToken);
            if (renewed == false) return;
            if (renewed == true) renewedAt = begun;
        }
    }

    /// <summary>Null when the catalog does not answer within the period.</summary>
    private async Task<bool?> TryAsync(Func<CancellationToken, ValueTask<bool>> step, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(_options.RenewPeriod);
        try
        {
            return await step(late.Token);
        }
        catch (StorageException exception)
        {
            Log.CatalogUnavailable(logger, exception);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7123, LogLevel.Information, "This process is the curator now.")]
        public static partial void Leads(ILogger logger);

        [LoggerMessage(7124, LogLevel.Warning, "This process is not the curator any more: the lease was lost or could not be renewed.")]
        public static partial void Lost(ILogger logger);

        [LoggerMessage(7125, LogLevel.Debug, "The catalog does not answer; the lease is tried again.")]
        public static partial void CatalogUnavailable(ILogger logger, Exception exception);
    }
}
