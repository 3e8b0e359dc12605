using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Admin;

/// <summary>A server of its own for metrics, health and administration, so that load on the S3 endpoint never shuts them out.</summary>
internal sealed class AdminServer(IOptions<AdminOptions> options, AdminEndpoints endpoints, ILoggerFactory loggers) : IHostedService, IAsyncDisposable
{
    private readonly WebApplication _application = AdminListener.Build(options.Value.Endpoint, endpoints.HandleAsync, loggers);

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => _application.StartAsync(cancellationToken);

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => _application.StopAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
