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
        var couldBeGivenUp = silences.Count == 0 ? mayBeGivenUp : GivenUpRule(map, expected, [.. expected.Where(static device => device.State != DeviceState.Down).Select(static device => device.Id)], options);
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
                next = AfterSilence(device, silence, mayBeGivenUp(device), !couldBeGivenUp(device), now, options);
                if (next == device && DeviceLife.Silent(device, silence, mayBeGivenUp: true, now, options) != device) heldOut++;
            }

            if (next != device) changed.Add(next);
        }

        changed.AddRange(Joining(map, answers, isHeld, now));
        return new TopologyPlan(changed, isHeld, heldOut);
    }

    /// <summary>A device after it did not answer. When it was held from being given up until now, what was lost with it is coming back: it has as long to follow as any that falls silent.</summary>
    private static Device AfterSilence(Device device, TimeSpan silence, bool mayBeGivenUp, bool wasHeld, DateTimeOffset now, TopologyOptions options)
    {
        var next = DeviceLife.Silent(device, silence, mayBeGivenUp, now, options);
        return wasHeld && device.State == DeviceState.Down && next.State == DeviceState.Out ? DeviceLife.WaitAnew(device, now) : next;
    }

    /// <summary>Devices that the map does not know. While those that may know a pool by another name are silent, no pool is made.</summary>
    private static IEnumerable<Device> Joining(ClusterMap map, IReadOnlyDictionary<DeviceId, DiscoveredDevice> answers, bool isHeld, DateTimeOffset now)
    {
        var pools = PoolNames(map, answers);
        return answers.Values
            .Where(answer => map.FindDevice(answer.Id) is null && (!isHeld || pools.ContainsKey(answer.Pool) || map.Pools.Contains(answer.Pool)))
            .OrderBy(answer => answer.Id.Value)
            .Select(answer => Join(answer, pools.GetValueOrDefault(answer.Pool, answer.Pool), now));
    }

    /// <summary>
    /// What the map calls the pools that devices name. It differs where the map is from before it knew of pools: then the devices that it has are of the pool <c>default</c>,
    /// whatever is written on them, and those that join under the same name belong to them.
    /// </summary>
    private static Dictionary<PoolName, PoolName> PoolNames(ClusterMap map, IReadOnlyDictionary<DeviceId, DiscoveredDevice> answers)
    {
        var names = new Dictionary<PoolName, PoolName>();
        foreach (var device in map.Devices)
        {
            if (answers.TryGetValue(device.Id, out var answer)) names.TryAdd(answer.Pool, device.Pool);
        }

        return names;
    }

    private static Device Join(DiscoveredDevice answer, PoolName pool, DateTimeOffset now) => new(answer.Id, answer.Node, answer.Zone, DeviceState.Active, answer.Status.CapacityBytes)
    {
        Pool = pool,
        Since = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()),
    };

    private static Device Take(Device device, DiscoveredDevice answer)
    {
        var isResized = Math.Abs(answer.Status.CapacityBytes - device.CapacityBytes) > device.CapacityBytes * CapacityChangeMin;
        return device with { Node = answer.Node, Zone = answer.Zone, CapacityBytes = isResized ? answer.Status.CapacityBytes : device.CapacityBytes };
    }

    /// <summary>
    /// Never all that a pool has in a zone, and never so many at once that it cannot be single disks or one node that failed; but always what somebody asked to be emptied, because that is
    /// the word of a person that it is not waited for.
    /// </summary>
    private static Func<Device, bool> GivenUpRule(
        ClusterMap map, Device[] expected, HashSet<DeviceId> sound, TopologyOptions options)
    {
        var zones = expected.Select(device => (device.Pool, device.Zone)).Distinct().CountBy(each => each.Pool).ToDictionary();
        var answering = expected.Where(device => sound.Contains(device.Id)).Select(device => (device.Pool, device.Zone)).ToHashSet();
        var unfinished = map.Groups.SelectMany(group => group.Moves.Select(move => move.From)).Where(id => map.FindDevice(id) is { State: DeviceState.Out }).Distinct().Count();
        var missing = expected.Count(device => !sound.Contains(device.Id)) + unfinished;
        var nodeMax = map.Devices.Count == 0 ? 0 : map.Devices.CountBy(device => (device.Zone, device.Node)).Max(node => node.Value);
        var missingMax = Math.Max(nodeMax, (int)(map.Devices.Count * options.OutShareMax));
        return device => device.IsLeaving || missing <= missingMax && (zones.GetValueOrDefault(device.Pool) == 1 || answering.Contains((device.Pool, device.Zone)));
    }
}
