using ObjectStore.Core.Identifiers;

namespace ObjectStore.Placement;

/// <summary>The devices of one zone, those that carry the least first; equal ones in an order that changes from round to round.</summary>
internal sealed class LoadOrder
{
    private readonly SortedSet<(double Load, ulong TieBreak, Guid Id)> _order = [];
    private readonly Dictionary<Guid, Device> _devices;
    private readonly List<Device> _taken = [];
    private readonly ZoneDevices _zone;
    private readonly DeviceLoad _load;

    public LoadOrder(ZoneDevices zone, DeviceLoad load)
    {
        _zone = zone;
        _load = load;
        _devices = zone.Devices.ToDictionary(device => device.Id.Value);
        Array.ForEach(zone.Devices, device => _order.Add(EntryOf(device)));
    }

    /// <summary>Takes out the given number of devices, on as many nodes as there are.</summary>
    public IReadOnlyList<Device> Take(int count)
    {
        var nodeMax = _zone.NodeFragmentsMax(count);
        var nodeCounts = new Dictionary<NodeName, int>();
        foreach (var (_, _, id) in _order)
        {
            if (_taken.Count == count) break;
            var device = _devices[id];
            var onNode = nodeCounts.GetValueOrDefault(device.Node);
            if (onNode == nodeMax) continue;
            nodeCounts[device.Node] = onNode + 1;
            _taken.Add(device);
        }

        _taken.ForEach(device => _order.Remove(EntryOf(device)));
        return _taken;
    }

    /// <summary>Puts what was taken back, with the load that it has now.</summary>
    public void PutBack()
    {
        _taken.ForEach(device => _order.Add(EntryOf(device)));
        _taken.Clear();
    }

    private (double Load, ulong TieBreak, Guid Id) EntryOf(Device device) =>
        (_load.Of(device), DeviceLoad.TieBreak(device.Id, _load.PlacesOf(device)), device.Id.Value);
}
