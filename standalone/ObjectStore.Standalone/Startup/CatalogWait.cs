using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.Hosting;
using ObjectStore.Gateway.Options;
using ObjectStore.Standalone.Storage;

namespace ObjectStore.Standalone.Startup;

/// <summary>Opens the store; while its catalog cannot be reached, clients are told so and it is tried again.</summary>
internal static partial class CatalogWait
{
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(2);

    /// <summary>Opens the store, for as long as that takes.</summary>
    /// <returns>Whether it is open; false when the process was told to stop.</returns>
    /// <exception cref="StorageException">Refused, or whatever else waiting does not mend.</exception>
    public static async Task<bool> TryOpenAsync(WebApplication application, StandaloneStore store, IPEndPoint endpoint, IPEndPoint adminEndpoint, GatewayOptions gateway)
    {
        var loggers = application.Services.GetRequiredService<ILoggerFactory>();
        var logger = loggers.CreateLogger(typeof(CatalogWait).FullName!);
        using var stopping = new CancellationTokenSource();
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, stopping));
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, stopping));
        WaitingServer? waiting = null;
        try
        {
            while (await TryOpenAsync(store, stopping.Token) is { } failure)
            {
                Log.Waiting(logger, failure.Message);
                waiting ??= await WaitingServer.StartAsync(endpoint, adminEndpoint, gateway, loggers, stopping.Token);
                await Task.Delay(RetryPeriod, stopping.Token);
            }

            return true;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            if (waiting is not null) await waiting.DisposeAsync();
        }
    }

    private static void Stop(PosixSignalContext context, CancellationTokenSource stopping)
    {
        context.Cancel = true;
        stopping.Cancel();
    }

    private static async Task<StorageException?> TryOpenAsync(StandaloneStore store, CancellationToken cancellationToken)
    {
        try
        {
            await store.OpenAsync(cancellationToken);
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
