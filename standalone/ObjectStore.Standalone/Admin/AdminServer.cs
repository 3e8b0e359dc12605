using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ObjectStore.Standalone.Admin;

/// <summary>A server of its own for metrics, health and administration, so that load on the S3 endpoint never shuts them out.</summary>
internal sealed class AdminServer : IHostedService, IAsyncDisposable
{
    private readonly WebApplication _application;

    public AdminServer(IOptions<AdminOptions> options, AdminEndpoints endpoints, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = AdminEndpoints.BodyBytesMax;
            kestrel.Limits.MaxConcurrentConnections = AdminEndpoints.ConnectionsMax;
            kestrel.Listen(IPEndPoint.Parse(options.Value.Endpoint));
        });
        _application = builder.Build();
        _application.Run(endpoints.HandleAsync);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => _application.StartAsync(cancellationToken);

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => _application.StopAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
