using System.Collections.Frozen;
using ObjectStore.Cluster.Nodes;
using ObjectStore.Core.Clocks;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Topology;
using ObjectStore.Index.Catalog;
using ObjectStore.Rpc.Fragments;

namespace ObjectStore.CuratorHost;

/// <summary>Asks the listed nodes for their devices, and tells the gateways through the catalog where the nodes are. One caller at a time.</summary>
internal sealed class NodeDiscovery(INodeList list, ClusterNodes nodes, ICatalog catalog) : IDeviceDiscovery
{
    /// <inheritdoc />
    public IReadOnlyDictionary<DeviceId, string> Problems { get; private set; } = FrozenDictionary<DeviceId, string>.Empty;

    /// <inheritdoc />
    public IReadOnlyList<ClockReading> Clocks => [.. nodes.Descriptions.Select(static node => node.Clock).OfType<ClockReading>()];

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<DiscoveredDevice>> DiscoverAsync(CancellationToken cancellationToken)
    {
        var addresses = list.Read();
        await PublishAsync(addresses, cancellationToken);
        await nodes.RefreshAsync(addresses, cancellationToken);
        var found = new List<DiscoveredDevice>();
        foreach (var node in nodes.Descriptions)
        {
            foreach (var device in node.Devices)
            {
                if (device is { Id: { } id, Status: { } status }) found.Add(new DiscoveredDevice(id, node.Node, node.Zone, status) { Pool = PoolOf(device) });
            }
        }

        Problems = nodes.Descriptions.SelectMany(node => node.Devices).Where(device => device is { Id: not null, Status: null }).DistinctBy(device => device.Id)
            .ToDictionary(device => device.Id!.Value, device => device.Problem);
        return found;
    }

    private static PoolName PoolOf(NodeDevice device) => device.Pool.Length > 0 ? new PoolName(device.Pool) : PoolName.Default;

    private async ValueTask PublishAsync(IReadOnlyList<Uri> addresses, CancellationToken cancellationToken)
    {
        if (await NodeAddresses.ReadAsync(catalog, cancellationToken) is { } published && published.SequenceEqual(addresses)) return;
        await NodeAddresses.StoreAsync(catalog, addresses, cancellationToken);
    }
}
