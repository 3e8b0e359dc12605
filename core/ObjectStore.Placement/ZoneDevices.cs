namespace ObjectStore.Placement;

/// <summary>The active devices of one zone, in an order that depends on nothing but their identities.</summary>
internal sealed class ZoneDevices
{
    public ZoneDevices(IEnumerable<Device> devices)
    {
        Devices = [.. devices.OrderBy(device => device.Node.Value, StringComparer.Ordinal).ThenBy(device => device.Id.Value)];
        NodeSizes = [.. Devices.CountBy(device => device.Node).Select(node => node.Value)];
    }

    public Device[] Devices { get; }

    /// <summary>Devices of each node.</summary>
    private int[] NodeSizes { get; }

    /// <summary>The smallest bound on fragments on one node with which <paramref name="fragments"/> of a stripe still fit into the zone.</summary>
    public int NodeFragmentsMax(int fragments)
    {
        var max = 1;
        while (NodeSizes.Sum(size => Math.Min(size, max)) < fragments) max++;
        return max;
    }
}
