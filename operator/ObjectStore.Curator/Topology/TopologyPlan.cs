using ObjectStore.Core.Identifiers;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Topology;

/// <summary>What the devices' answers, and their silence, mean for the cluster map. Pure.</summary>
/// <param name="Devices">Devices that are new or changed.</param>
/// <param name="IsHeld">
/// Whether nobody's state got worse because more than half of the devices are silent: more likely it is the curator that is cut off, and gateways may reach them.
/// </param>
/// <param name="HeldOut">Devices that are down for long enough and are not given up because too much is missing at once.</param>
internal sealed record TopologyPlan(IReadOnlyList<Device> Devices, bool IsHeld, int HeldOut)
{
    /// <summary>Capacity changes below this part are not worth a new map.</summary>
    private const double CapacityChangeMin = 0.01;

    /// <summary>Judges one round of answers.</summary>
    /// <param name="map">The map as stored.</param>
    /// <param name="answers">The devices that answered.</param>
    /// <param name="silences">For each device of the map that did not, for how long.</param>
    /// <param name="failures">For each device that answered that its writes fail, since how long it says so.</param>
    /// <param name="now">The time.</param>
    /// <param name="options">Periods and bounds.</param>
    public static TopologyPlan Make(
        ClusterMap map,
        IReadOnlyDictionary<DeviceId, DiscoveredDevice> answers,
        IReadOnlyDictionary<DeviceId, TimeSpan> silences,
        IReadOnlyDictionary<DeviceId, TimeSpan> failures,
        DateTimeOffset now,
        TopologyOptions options)
    {
        var expected = map.Devices.Where(device => device.State is not (DeviceState.Out or DeviceState.Drained)).ToArray();
        var isHeld = expected.Count(device => !answers.ContainsKey(device.Id)) * 2 > expected.Length;
        var sound = answers.Keys.Where(id => !failures.ContainsKey(id)).ToHashSet();
        var mayBeGivenUp = GivenUpRule(map, expected, sound, options);
        var users = map.Groups.SelectMany(group => group.Devices.Concat(group.Moves.Select(move => move.From))).ToHashSet();
        var changed = new List<Device>();
        var heldOut = 0;
        foreach (var device in map.Devices)
        {
            var next = device;
            if (answers.TryGetValue(device.Id, out var answer))
            {
                next = Take(DeviceLife.Answered(device, now), answer);
                if (failures.TryGetValue(device.Id, out var failing) && failing >= options.DownOutInterval && mayBeGivenUp(device)) next = DeviceLife.Failed(next, now);
                if (answer.Status.FragmentCount == 0 && !users.Contains(device.Id)) next = DeviceLife.Emptied(next, now);
            }
            else if (!isHeld && silences.TryGetValue(device.Id, out var silence))
            {
                next = DeviceLife.Silent(device, silence, mayBeGivenUp(device), now, options);
                if (next == device && DeviceLife.Silent(device, silence, mayBeGivenUp: true, now, options) != device) heldOut++;
            }

            if (next != device) changed.Add(next);
        }

        changed.AddRange(answers.Values.Where(answer => map.FindDevice(answer.Id) is null).OrderBy(answer => answer.Id.Value).Select(answer => Join(answer, now)));
        return new TopologyPlan(changed, isHeld, heldOut);
    }

    private static Device Join(DiscoveredDevice answer, DateTimeOffset now) => new(answer.Id, answer.Node, answer.Zone, DeviceState.Active, answer.Status.CapacityBytes)
    {
        Since = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()),
    };

    private static Device Take(Device device, DiscoveredDevice answer)
    {
        var isResized = Math.Abs(answer.Status.CapacityBytes - device.CapacityBytes) > device.CapacityBytes * CapacityChangeMin;
        return device with { Node = answer.Node, Zone = answer.Zone, CapacityBytes = isResized ? answer.Status.CapacityBytes : device.CapacityBytes };
    }

    /// <summary>Never a whole zone, and never so many at once that it cannot be single disks or one node that failed.</summary>
    private static Func<Device, bool> GivenUpRule(
        ClusterMap map, Device[] expected, HashSet<DeviceId> sound, TopologyOptions options)
    {
        var zones = expected.Select(device => device.Zone).Distinct().Count();
        var answering = expected.Where(device => sound.Contains(device.Id)).Select(device => device.Zone).ToHashSet();
        var unfinished = map.Groups.SelectMany(group => group.Moves.Select(move => move.From)).Where(id => map.FindDevice(id) is { State: DeviceState.Out }).Distinct().Count();
        var missing = expected.Count(device => !sound.Contains(device.Id)) + unfinished;
        var nodeMax = map.Devices.Count == 0 ? 0 : map.Devices.CountBy(device => (device.Zone, device.Node)).Max(node => node.Value);
        var missingMax = Math.Max(nodeMax, (int)(map.Devices.Count * options.OutShareMax));
        return device => missing <= missingMax && (zones == 1 || answering.Contains(device.Zone));
    }
}
