using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.Options;
using ObjectStore.Index.Devices;

namespace ObjectStore.Gateway.DataPath;

/// <summary>Tells the catalog which devices this process finds slow or silent: soon when that changes, and now and then while there are any.</summary>
internal sealed partial class DeviceReporter(
    SuspectDevices suspects, SlowDevices reads, SlowWrites writes, IDeviceReports reports, GatewayOptions options, TimeProvider time, ILogger<DeviceReporter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private DeviceReport? _last;

    /// <summary>Reports if there is something to say. The first report is always made, so that nobody takes what an earlier process said for the present.</summary>
    internal async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var report = new DeviceReport(options.Name, time.GetUtcNow(), reads.Slow, writes.Slow, suspects.Devices);
        if (_last is not null && report.SaysAs(_last) && (report.IsClean || report.At - _last.At < DeviceReport.Period / 2)) return;
        try
        {
            await reports.StoreAsync(report, cancellationToken);
            _last = report;
        }
        catch (StorageException exception)
        {
            Log.CannotReport(logger, exception.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do await RunOnceAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1140, LogLevel.Debug, "The report of slow devices was not stored: {Reason}")]
        public static partial void CannotReport(ILogger logger, string reason);
    }
}
