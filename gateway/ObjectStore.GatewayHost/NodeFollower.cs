using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Cluster;
using ObjectStore.Cluster.Nodes;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Placement;

namespace ObjectStore.GatewayHost;

/// <summary>Keeps this gateway's view of the nodes: where they are, which devices they have, and how much room there is.</summary>
internal sealed partial class NodeFollower(
    ICatalog catalog, ClusterNodes nodes, PlacementSelector selector, IOptions<ClusterOptions> options, TimeProvider time, ILogger<NodeFollower> logger) : BackgroundService
{
    private IReadOnlyList<Uri> _addresses = [];

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RefreshPeriod, time);
        do
        {
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever a peer provokes, a gateway goes on with what it knew.
                Log.NotRefreshed(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        _addresses = await ReadAddressesAsync(cancellationToken);
        await nodes.RefreshAsync(_addresses, cancellationToken);
        selector.UpdateFreeBytes(FreeBytes());
    }

    /// <summary>The nodes of before serve as well while the catalog does not answer.</summary>
    private async ValueTask<IReadOnlyList<Uri>> ReadAddressesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await NodeAddresses.ReadAsync(catalog, cancellationToken) ?? _addresses;
        }
        catch (StorageException exception)
        {
            Log.AddressesNotRead(logger, exception);
            return _addresses;
        }
    }

    /// <summary>Devices of nodes that do not answer have no room.</summary>
    private Dictionary<DeviceId, long> FreeBytes()
    {
        var free = new Dictionary<DeviceId, long>();
        foreach (var device in nodes.Descriptions.SelectMany(static node => node.Devices))
        {
            if (device is { Id: { } id, Status: { } status }) free[id] = status.IsWritable ? status.FreeBytes : 0;
        }

        return free;
    }

    private static partial class Log
    {
        [LoggerMessage(7110, LogLevel.Debug, "The nodes' addresses could not be read; the last ones stay in use.")]
        public static partial void AddressesNotRead(ILogger logger, Exception exception);

        [LoggerMessage(7112, LogLevel.Error, "The nodes could not be asked how they are; what they said last stays in use.")]
        public static partial void NotRefreshed(ILogger logger, Exception exception);
    }
}
