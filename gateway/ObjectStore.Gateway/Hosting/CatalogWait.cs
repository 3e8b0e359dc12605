using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.Options;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Gateway.Hosting;

/// <summary>Opens the store; while its catalog cannot be reached, clients are told so and it is tried again.</summary>
public static partial class CatalogWait
{
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(2);

    /// <summary>Opens the store, for as long as that takes.</summary>
    /// <param name="application">Told to stop meanwhile, it stops waiting.</param>
    /// <param name="open">Opens the store; throws StorageException IndexUnavailable as long as its catalog cannot be reached.</param>
    /// <param name="endpoint">S3 endpoint.</param>
    /// <param name="adminEndpoint">Endpoint for health.</param>
    /// <param name="gateway">Certificate of the S3 endpoint.</param>
    /// <returns>Whether it is open; false when the process was told to stop.</returns>
    /// <exception cref="StorageException">Refused, or whatever else waiting does not mend.</exception>
    public static async Task<bool> TryOpenAsync(
        WebApplication application, Func<CancellationToken, Task> open, IPEndPoint endpoint, IPEndPoint adminEndpoint, GatewayOptions gateway)
    {
        ArgumentNullException.ThrowIfNull(application);
        ArgumentNullException.ThrowIfNull(open);
        var loggers = application.Services.GetRequiredService<ILoggerFactory>();
        var logger = loggers.CreateLogger(typeof(CatalogWait).FullName!);
        using var stopping = new StopSignals();
        WaitingServer? waiting = null;
        try
        {
            while (await TryOpenAsync(open, stopping.Token) is { } failure)
            {
                Log.Waiting(logger, failure.Message);
                waiting ??= await WaitingServer.StartAsync(endpoint, adminEndpoint, gateway, loggers, stopping.Token);
                await Task.Delay(RetryPeriod, stopping.Token);
            }

            return true;
        }
        catch (OperationCanceledException) when (stopping.Token.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            if (waiting is not null) await waiting.DisposeAsync();
        }
    }

    private static async Task<StorageException?> TryOpenAsync(Func<CancellationToken, Task> open, CancellationToken cancellationToken)
    {
        try
        {
            await open(cancellationToken);
            return null;
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.IndexUnavailable)
        {
            return exception;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7050, LogLevel.Error, "The catalog cannot be reached and is tried again; clients get 503 until then: {Message}")]
        public static partial void Waiting(ILogger logger, string message);
    }
}
