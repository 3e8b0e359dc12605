using System.Globalization;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Reports;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Topology;

/// <summary>What people may ask of devices: nothing that would end in less than the profiles promise, or never end. Pure.</summary>
internal static class DeviceRules
{
    /// <summary>Why the devices must not be emptied, or null when they may.</summary>
    /// <param name="map">The map as it is.</param>
    /// <param name="ids">Devices that are to leave.</param>
    /// <param name="reports">What is known of devices; rooms that are not known are not judged.</param>
    public static DeviceRefusal? OnDrain(ClusterMap map, IReadOnlyCollection<DeviceId> ids, IReadOnlyDictionary<DeviceId, DeviceFigures> reports)
    {
        if (OnUnknown(map, ids) is { } unknown) return unknown;
        return map.Pools.Select(pool => OnDrainOfPool(map.OfPool(pool), ids, reports)).FirstOrDefault(static refusal => refusal is not null);
    }

    /// <summary>Why the devices cannot stay, or null when they can.</summary>
    public static DeviceRefusal? OnKeep(ClusterMap map, IReadOnlyCollection<DeviceId> ids, IReadOnlyDictionary<DeviceId, DeviceFigures> reports)
    {
        if (OnUnknown(map, ids) is { } unknown) return unknown;
        return ids.Where(id => reports.GetValueOrDefault(id) is { IsAnswering: true, HasFailed: true })
            .Select(id => new DeviceRefusal(DeviceRefusalKind.WritesFail, Text($"Writes of device {id} fail, and it would be emptied again: replace it, or mend it and start its node anew."))).FirstOrDefault();
    }

    /// <summary>Why the devices must not be forgotten, or null when they may.</summary>
    public static DeviceRefusal? OnRemove(ClusterMap map, IReadOnlyCollection<DeviceId> ids, IReadOnlyDictionary<DeviceId, DeviceFigures> reports)
    {
        if (OnUnknown(map, ids) is { } unknown) return unknown;
        foreach (var device in ids.Select(id => map.FindDevice(id)!))
        {
            var places = map.Groups.Sum(group => group.Devices.Count(id => id == device.Id) + group.Moves.Count(move => move.From == device.Id));
            if (device.State is not (DeviceState.Drained or DeviceState.Out) || places > 0)
            {
                var advice = device.IsReadable ? "Drain it first." : "It can be removed once it is given up and what it held lies elsewhere.";
                return new DeviceRefusal(DeviceRefusalKind.HoldsData, Text($"Device {device.Id} is {device.State.ToString().ToLowerInvariant()}, and placement groups name it {places} times. {advice}"));
            }

            if (reports.GetValueOrDefault(device.Id) is { IsAnswering: true })
                return new DeviceRefusal(DeviceRefusalKind.StillAnswers, Text($"Node {device.Node} still serves device {device.Id}, which would join again: take it out of the node first."));
        }

        return null;
    }

    /// <summary>Why the devices cannot be meant, or null when the map knows them all.</summary>
    public static DeviceRefusal? OnUnknown(ClusterMap map, IReadOnlyCollection<DeviceId> ids) =>
        ids.Where(id => map.FindDevice(id) is null).Select(id => new DeviceRefusal(DeviceRefusalKind.NoSuchDevice, Text($"There is no device {id}."))).FirstOrDefault();

    /// <summary>The same of the devices of one pool: what leaves them can lie only on others of it.</summary>
    private static DeviceRefusal? OnDrainOfPool(ClusterMap map, IReadOnlyCollection<DeviceId> ids, IReadOnlyDictionary<DeviceId, DeviceFigures> reports)
    {
        var leaving = map.Devices.Where(device => device.IsStaying && ids.Contains(device.Id)).ToArray();
        if (leaving.Length == 0) return null;
        var left = map.Devices.Where(device => device.IsStaying && !ids.Contains(device.Id)).ToArray();
        var profiles = map.Groups.Where(group => group.StandsInFor is null).Select(group => group.Profile).Distinct().ToArray();
        var violations = profiles.Length == 0 ? [] : PlacementRules.Validate(left, new PlacementRequirements { Profiles = profiles });
        return violations.Count == 0
            ? OnRoom(leaving, left, profiles, reports)
            : new DeviceRefusal(DeviceRefusalKind.NotEnoughDevices, Text($"Without {Count(leaving)}, {Count(left)} would be left. {string.Join(' ', violations)} Add devices first."));
    }

    private static DeviceRefusal? OnRoom(Device[] leaving, Device[] left, ErasureProfile[] profiles, IReadOnlyDictionary<DeviceId, DeviceFigures> reports)
    {
        if (!leaving.All(device => reports.ContainsKey(device.Id))) return null;
        var zones = left.Select(device => device.Zone).ToHashSet();
        if (OnRoom("", leaving, left, reports) is { } refusal) return refusal;

        // Where every zone has to hold as much of a stripe as it may, what lies in a zone that stays can go nowhere else.
        if (!profiles.Any(profile => PlacementRules.ZoneFragmentsMax(profile, zones.Count) * zones.Count == profile.FragmentCount)) return null;
        return leaving.Select(device => device.Zone).Distinct().Where(zones.Contains)
            .Select(zone => OnRoom($" in zone {zone}", [.. leaving.Where(device => device.Zone == zone)], [.. left.Where(device => device.Zone == zone)], reports))
            .FirstOrDefault(found => found is not null);
    }

    private static DeviceRefusal? OnRoom(string where, Device[] leaving, Device[] left, IReadOnlyDictionary<DeviceId, DeviceFigures> reports)
    {
        var needed = leaving.Sum(device => reports[device.Id].LiveBytes);
        var free = left.Where(device => device.State == DeviceState.Active).Sum(device => reports.GetValueOrDefault(device.Id) is { IsWritable: true } report ? report.FreeBytes : 0);
        return needed <= free
            ? null
            : new DeviceRefusal(DeviceRefusalKind.NotEnoughRoom, Text($"{needed:N0} bytes would have to move{where}, and the devices that are left there have room for {free:N0}. Add devices, or delete objects, first."));
    }

    private static string Count(Device[] devices) =>
        Text($"{devices.Length} device(s) in {devices.Select(device => device.Zone).Distinct().Count()} zone(s)");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
