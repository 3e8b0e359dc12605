using ObjectStore.Core.Identifiers;

namespace ObjectStore.Placement;

/// <summary>How many places of a profile's groups each device should have: by capacity, as far as zones and nodes may hold that much of a group.</summary>
internal static class PlaceTargets
{
    /// <summary>Targets of the devices; they add up to <paramref name="places"/> where the limits have room for it.</summary>
    public static Dictionary<DeviceId, double> Compute(IReadOnlyCollection<Device> staying, SpreadLimits limits, int groups, int places)
    {
        var targets = new Dictionary<DeviceId, double>(staying.Count);
        var zones = staying.GroupBy(device => device.Zone).Select(zone => new Zone(zone, limits, groups)).ToArray();
        var zoneShares = Pour(places, [.. zones.Select(zone => zone.Weight)], [.. zones.Select(zone => zone.Room)]);
        for (var z = 0; z < zones.Length; z++)
        {
            var nodes = zones[z].Nodes;
            var nodeShares = Pour(zoneShares[z], [.. nodes.Select(node => node.Weight)], [.. nodes.Select(node => node.Room)]);
            for (var n = 0; n < nodes.Length; n++)
            {
                var devices = nodes[n].Devices;
                var shares = Pour(nodeShares[n], [.. devices.Select(WeightOf)], [.. devices.Select(_ => (double)groups)]);
                for (var d = 0; d < devices.Length; d++) targets[devices[d].Id] = shares[d];
            }
        }

        return targets;
    }

    /// <summary>Divides an amount by weight over vessels of limited room; what one cannot take goes to the others.</summary>
    internal static double[] Pour(double amount, double[] weights, double[] rooms)
    {
        var shares = new double[weights.Length];
        var order = Enumerable.Range(0, weights.Length).OrderBy(i => rooms[i] / weights[i]).ToArray();
        var weightLeft = weights.Sum();
        foreach (var i in order)
        {
            // The vessel that fills up first is looked at first, so a share once given is final.
            shares[i] = Math.Min(rooms[i], amount * weights[i] / weightLeft);
            amount -= shares[i];
            weightLeft -= weights[i];
        }

        return shares;
    }

    private static double WeightOf(Device device) => Math.Max(1, device.CapacityBytes);

    private sealed class Node(IEnumerable<Device> devices, int nodeMax, int groups)
    {
        public Device[] Devices { get; } = [.. devices];

        public double Weight => Devices.Sum(WeightOf);

        public double Room => (double)groups * Math.Min(nodeMax, Devices.Length);
    }

    private sealed class Zone(IGrouping<ZoneName, Device> devices, SpreadLimits limits, int groups)
    {
        public Node[] Nodes { get; } = [.. devices.GroupBy(device => device.Node).Select(node => new Node(node, limits.NodeMaxOf(devices.Key), groups))];

        public double Weight => Nodes.Sum(node => node.Weight);

        public double Room => Math.Min((double)groups * limits.ZoneMax, Nodes.Sum(node => node.Room));
    }
}
