using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Index.Catalog;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.Hosting;

/// <summary>Gives the placement selector every new cluster map: sooner than the curator clears a place that a member of a group has left.</summary>
internal sealed partial class MapFollower(ICatalog catalog, PlacementSelector selector, TimeProvider time, ILogger<MapFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            await FollowAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async ValueTask FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            var map = await catalog.GetClusterMapAsync(cancellationToken);
            if (map.Epoch > selector.Map.Epoch) selector.Update(map);
        }
        catch (StorageException exception)
        {
            // Old groups serve as well; moved fragments are read by reconstruction until the catalog answers.
            Log.MapNotRead(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(7030, LogLevel.Debug, "The cluster map could not be read; the last one stays in use.")]
        public static partial void MapNotRead(ILogger logger, Exception exception);
    }
}
