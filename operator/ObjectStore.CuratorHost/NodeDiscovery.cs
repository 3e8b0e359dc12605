using ObjectStore.Cluster.Nodes;
using ObjectStore.Curator.Topology;
using ObjectStore.Index.Catalog;

namespace ObjectStore.CuratorHost;

/// <summary>Asks the listed nodes for their devices, and tells the gateways through the catalog where the nodes are. One caller at a time.</summary>
internal sealed class NodeDiscovery(NodeList list, ClusterNodes nodes, ICatalog catalog) : IDeviceDiscovery
{
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
                if (device is { Id: { } id, Status: { } status }) found.Add(new DiscoveredDevice(id, node.Node, node.Zone, status));
            }
        }

        return found;
    }

    private async ValueTask PublishAsync(IReadOnlyList<Uri> addresses, CancellationToken cancellationToken)
    {
        if (await NodeAddresses.ReadAsync(catalog, cancellationToken) is { } published && published.SequenceEqual(addresses)) return;
        await NodeAddresses.StoreAsync(catalog, addresses, cancellationToken);
    }
}
