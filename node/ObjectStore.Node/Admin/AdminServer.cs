using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Node.Devices;
using ObjectStore.Telemetry.Hosting;
using ObjectStore.Telemetry.Prometheus;

namespace ObjectStore.Node.Admin;

/// <summary>Ready means that the endpoints are open and some device can be read; a node whose devices are all read-only still serves.</summary>
internal sealed class AdminServer(IOptions<NodeOptions> options, NodeDevices devices, IHostApplicationLifetime lifetime, MetricsCollector metrics, ILoggerFactory loggers)
    : ProbeServer(options.Value.AdminEndpoint, metrics, loggers)
{
    /// <inheritdoc />
    protected override (bool IsReady, string Detail) CheckReadiness()
    {
        var (open, writable) = devices.Counts;
        return (open > 0 && lifetime.ApplicationStarted.IsCancellationRequested, $"devices: {open} open, {writable} writable");
    }
}
