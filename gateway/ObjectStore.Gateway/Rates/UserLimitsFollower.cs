using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Limits;

namespace ObjectStore.Gateway.Rates;

/// <summary>Reads the limits of users from the catalog whenever they have changed. While it does not answer, what was read last holds.</summary>
internal sealed partial class UserLimitsFollower(ICatalog catalog, KnownUserLimits known, TimeProvider time, ILogger<UserLimitsFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly UserLimitsCatalog _limits = new(catalog);
    private ReadOnlyMemory<byte>? _stamp;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (StorageException exception)
            {
                Log.NotRead(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Reads the limits if they have changed.</summary>
    internal async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        // Read before the rows: a change meanwhile is seen the next time.
        var stamp = await _limits.ReadStampAsync(cancellationToken);
        if (_stamp is { } seen ? seen.Span.SequenceEqual(stamp.Span) : stamp.IsEmpty) return;
        known.Replace(await _limits.ListAsync(cancellationToken));
        _stamp = stamp;
    }

    private static partial class Log
    {
        [LoggerMessage(1050, LogLevel.Debug, "The limits of users could not be read; those that are known stay in use.")]
        public static partial void NotRead(ILogger logger, Exception exception);
    }
}
