using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ObjectStore.Telemetry.Prometheus;

namespace ObjectStore.Telemetry.Hosting;

/// <summary>A server of its own for <c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c> alone, of a process without an admin API.</summary>
public abstract class ProbeServer : IHostedService, IAsyncDisposable
{
    private const string Text = "text/plain; charset=utf-8";

    private readonly WebApplication _application;
    private readonly MetricsCollector _metrics;

    /// <summary>A server that is not yet started.</summary>
    /// <param name="endpoint">Address with a port, validated.</param>
    /// <param name="metrics">What is told of the process.</param>
    /// <param name="loggers">Where it logs.</param>
    protected ProbeServer(string endpoint, MetricsCollector metrics, ILoggerFactory loggers)
    {
        _metrics = metrics;
        _application = AdminListener.Build(endpoint, AnswerAsync, loggers);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => _application.StartAsync(cancellationToken);

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => _application.StopAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _application.DisposeAsync();
    }

    /// <summary>Whether the process can do its work, and a line for people. Cheap: asked every few seconds.</summary>
    protected abstract (bool IsReady, string Detail) CheckReadiness();

    private Task AnswerAsync(HttpContext http)
    {
        var isGet = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        var (status, type, text) = http.Request.Path.Value switch
        {
            "/healthz" when isGet => (StatusCodes.Status200OK, Text, "ok\n"),
            "/readyz" when isGet => Readiness(),
            "/metrics" when isGet => (StatusCodes.Status200OK, "text/plain; version=0.0.4; charset=utf-8", _metrics.Format()),
            _ => (StatusCodes.Status404NotFound, Text, "not found\n"),
        };
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        return http.Response.WriteAsync(text, Encoding.UTF8, http.RequestAborted);
    }

    private (int Status, string ContentType, string Text) Readiness()
    {
        var (isReady, detail) = CheckReadiness();
        return (isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, Text, detail + "\n");
    }
}
