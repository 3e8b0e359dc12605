using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Cluster;
using ObjectStore.Cluster.Damage;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;

namespace ObjectStore.CuratorHost;

/// <summary>Hands to the repair queue what gateways have found damaged.</summary>
internal sealed partial class DamageCollector(
    DamageMailbox mailbox, IDamageReports reports, IOptions<ClusterOptions> options, TimeProvider time, ILogger<DamageCollector> logger) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RefreshPeriod, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await CollectAsync(stoppingToken);
    }

    private async ValueTask CollectAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var report in await mailbox.TakeAsync(cancellationToken)) reports.Report(report.Fragment, report.Group);
        }
        catch (StorageException exception)
        {
            Log.NotCollected(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7122, LogLevel.Debug, "Reports of damage could not be collected; tried again.")]
        public static partial void NotCollected(ILogger logger, Exception exception);
    }
}
