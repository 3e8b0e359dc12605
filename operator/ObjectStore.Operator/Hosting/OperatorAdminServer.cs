using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Admin;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Applying;
using ObjectStore.Telemetry.Hosting;
using ObjectStore.Telemetry.Prometheus;

namespace ObjectStore.Operator.Hosting;

/// <summary><c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c>. Ready is a process that could lead: its caches have been filled.</summary>
internal sealed class OperatorAdminServer : IHostedService, IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly OwnedCaches _caches;
    private readonly MetricsCollector _metrics;

    public OperatorAdminServer(IOptions<AdminOptions> options, OwnedCaches caches, MetricsCollector metrics, ILoggerFactory loggers)
    {
        (_caches, _metrics) = (caches, metrics);
        _application = AdminListener.Build(options.Value.Endpoint, AnswerAsync, loggers);
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

    private (int Status, string ContentType, string Text) Readiness()
    {
        var hasSynced = _caches.Resources<V1Alpha1StoragePool>().HasSynced && _caches.Resources<V1Alpha1ObjectStore>().HasSynced && _caches.Nodes.HasSynced;
        return hasSynced
            ? (StatusCodes.Status200OK, "text/plain; charset=utf-8", "ok\n")
            : (StatusCodes.Status503ServiceUnavailable, "text/plain; charset=utf-8", "The API server has not been read yet.\n");
    }
}
