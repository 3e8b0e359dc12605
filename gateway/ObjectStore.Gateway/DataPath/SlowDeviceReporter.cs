using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.Options;
using ObjectStore.Index.Reports;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.DataPath;

/// <summary>Writes to the catalog, every few seconds, which devices this process finds slow, so that people see them.</summary>
internal sealed partial class SlowDeviceReporter(
    SlowDevices reads, SlowWrites writes, PlacementSelector selector, SlowDeviceReports reports, GatewayOptions options, TimeProvider time, ILogger<SlowDeviceReporter> logger)
    : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wasEmpty = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            var slow = List();

            // The end of it is told once; after that silence says the same.
            if ((slow.Count > 0 || !wasEmpty) && await TryStoreAsync(slow, stoppingToken)) wasEmpty = slow.Count == 0;
            await Task.Delay(SlowDeviceReports.Period, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private IReadOnlyList<SlowDevice> List()
    {
        if (reads.Count + writes.Count == 0) return [];
        var devices = selector.Map.Devices.Select(static device => device.Id).ToArray();
        return
        [
            .. devices.Where(reads.Contains).Select(static id => new SlowDevice(id, "reads")),
            .. devices.Where(writes.Contains).Select(static id => new SlowDevice(id, "writes")),
        ];
    }

    private async ValueTask<bool> TryStoreAsync(IReadOnlyList<SlowDevice> slow, CancellationToken cancellationToken)
    {
        try
        {
            await reports.StoreAsync(options.Name, slow, cancellationToken);
            return true;
        }
        catch (StorageException exception)
        {
            Log.CannotReport(logger, exception.Message);
            return false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1140, LogLevel.Debug, "What is slow cannot be reported and is told later: {Message}")]
        public static partial void CannotReport(ILogger logger, string message);
    }
}
