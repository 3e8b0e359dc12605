using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.Options;
using ObjectStore.Index.Heat;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Gateway.Hosting;

/// <summary>Writes to the catalog, every few seconds, which partitions this process served how much.</summary>
internal sealed partial class HeatReporter(KeymapRouter router, IHeatReports reports, GatewayOptions options, TimeProvider time, ILogger<HeatReporter> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.HeatPeriod, time);
        var from = time.GetUtcNow();
        var wasIdle = true;
        while (await WaitAsync(timer, stoppingToken))
        {
            var report = router.TakeHeat(options.Name, from);
            from = report.To;

            // The first idle interval is reported too, so that nobody takes the last load for the present one.
            if (!wasIdle || report.Partitions.Count > 0) await TryReportAsync(report, stoppingToken);
            wasIdle = report.Partitions.Count == 0;
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>What cannot be reported is forgotten: the numbers only steer the keymap.</summary>
    private async Task TryReportAsync(HeatReport report, CancellationToken cancellationToken)
    {
        try
        {
            if (report.To > report.From) await reports.StoreAsync(report, cancellationToken);
        }
        catch (StorageException exception)
        {
            Log.CannotReport(logger, exception.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }
}
