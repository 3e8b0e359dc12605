using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ObjectStore.Cluster.Damage;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;

namespace ObjectStore.CuratorHost;

/// <summary>Hands to the repair queue what gateways have found damaged.</summary>
internal sealed partial class DamageCollector(
    DamageMailbox mailbox, IDamageReports reports, TimeProvider time, ILogger<DamageCollector> logger) : BackgroundService
{
    /// <summary>Repair of what is readable can wait for a few seconds, and nearly always there is nothing: each look is a query.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
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
