using System.Collections.Frozen;
using ObjectStore.Cluster.Nodes;
using ObjectStore.Core.Clocks;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Topology;
using ObjectStore.Index.Catalog;
using ObjectStore.Rpc.Fragments;

namespace ObjectStore.CuratorHost;

/// <summary>Asks the listed nodes for their devices, and tells the gateways through the catalog where the nodes are. One caller at a time.</summary>
internal sealed class NodeDiscovery(INodeList list, ClusterNodes nodes, ICatalog catalog, TimeProvider time) : IDeviceDiscovery
{
    /// <summary>What is stored is looked at again so often although the list is the same: another may have led in between.</summary>
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(10);

    private (IReadOnlyList<Uri> Addresses, long At)? _published;

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
        if (_published is { } known && known.Addresses.SequenceEqual(addresses) && time.GetElapsedTime(known.At) < LookPeriod) return;
        var stored = await NodeAddresses.ReadAsync(catalog, cancellationToken);
        if (stored is null || !stored.SequenceEqual(addresses)) await NodeAddresses.StoreAsync(catalog, addresses, cancellationToken);
        _published = (addresses, time.GetTimestamp());
    }
}
