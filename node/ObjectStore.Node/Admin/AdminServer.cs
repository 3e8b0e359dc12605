using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Node.Devices;
using ObjectStore.Telemetry.Hosting;
using ObjectStore.Telemetry.Prometheus;

namespace ObjectStore.Node.Admin;

/// <summary>A server of its own for <c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c>, so that load on the devices never shuts them out.</summary>
internal sealed class AdminServer : IHostedService, IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly NodeDevices _devices;
    private readonly MetricsCollector _metrics;

    public AdminServer(IOptions<NodeOptions> options, NodeDevices devices, MetricsCollector metrics, ILoggerFactory loggers)
    {
        (_devices, _metrics) = (devices, metrics);
        _application = AdminListener.Build(options.Value.AdminEndpoint, AnswerAsync, loggers);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => _application.StartAsync(cancellationToken);

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => _application.StopAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private Task AnswerAsync(HttpContext http)
    {
        var isGet = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        var (status, type, text) = http.Request.Path.Value switch
        {
            "/healthz" when isGet => (StatusCodes.Status200OK, "text/plain; charset=utf-8", "ok\n"),
            "/readyz" when isGet => Readiness(),
            "/metrics" when isGet => (StatusCodes.Status200OK, "text/plain; version=0.0.4; charset=utf-8", _metrics.Format()),
            _ => (StatusCodes.Status404NotFound, "text/plain; charset=utf-8", "not found\n"),
        };
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        return http.Response.WriteAsync(text, Encoding.UTF8, http.RequestAborted);
    }

    /// <summary>Ready means that some device can be read; a node whose devices are all read-only still serves.</summary>
    private (int Status, string ContentType, string Text) Readiness()
    {
        var (open, writable) = _devices.Counts;
        return (open > 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, "text/plain; charset=utf-8", $"devices: {open} open, {writable} writable\n");
    }
}
