using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Admin;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Telemetry.Hosting;
using ObjectStore.Telemetry.Prometheus;

namespace ObjectStore.Operator.Hosting;

/// <summary>Ready is a process that could lead: its caches have been filled.</summary>
internal sealed class OperatorAdminServer(IOptions<AdminOptions> options, OwnedCaches caches, MetricsCollector metrics, ILoggerFactory loggers)
    : ProbeServer(options.Value.Endpoint, metrics, loggers)
{
    /// <inheritdoc />
    protected override (bool IsReady, string Detail) CheckReadiness()
    {
        var hasSynced = caches.Resources<V1Alpha1StoragePool>().HasSynced && caches.Resources<V1Alpha1ObjectStore>().HasSynced && caches.Nodes.HasSynced;
        return (hasSynced, hasSynced ? "ok" : "The API server has not been read yet.");
    }
}
