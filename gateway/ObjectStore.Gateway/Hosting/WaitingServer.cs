using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.Middleware;
using ObjectStore.Gateway.Options;

namespace ObjectStore.Gateway.Hosting;

/// <summary>
/// Answers on the endpoints of a process that cannot open its catalog yet: 503 with Retry-After to S3 clients, alive but not ready to whoever
/// watches. Until the process itself can take over the ports.
/// </summary>
public sealed class WaitingServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private WaitingServer(WebApplication application) => _application = application;

    /// <summary>Starts it.</summary>
    /// <param name="endpoint">S3 endpoint.</param>
    /// <param name="adminEndpoint">Endpoint for health.</param>
    /// <param name="options">Certificate of the S3 endpoint.</param>
    /// <param name="loggers">For the server's own log.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<WaitingServer> StartAsync(
        IPEndPoint endpoint, IPEndPoint adminEndpoint, GatewayOptions options, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenForS3(endpoint, options);
            kestrel.Listen(adminEndpoint);
        });
        var application = builder.Build();
        var ids = new RequestIds();
        application.Run(http => http.Connection.LocalPort == adminEndpoint.Port ? AnswerAdminAsync(http) : AnswerS3Async(http, ids));
        await application.StartAsync(cancellationToken);
        return new WaitingServer(application);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static async Task AnswerS3Async(HttpContext http, RequestIds ids)
    {
        var requestId = ids.Stamp(http.Response.Headers);
        await ErrorAnswer.WriteAsync(http, StorageErrors.Of(StorageErrorCode.IndexUnavailable), requestId, ids.ProcessId);
    }

    private static Task AnswerAdminAsync(HttpContext http)
    {
        var isAlive = http.Request.Path == "/healthz";
        http.Response.StatusCode = isAlive ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.Connection = "close";
        return http.Response.WriteAsync(isAlive ? "ok\n" : "The catalog cannot be reached.\n", http.RequestAborted);
    }
}
