using ObjectStore.Admin.Routing;
using ObjectStore.Core.Identifiers;
using ObjectStore.Placement;

namespace ObjectStore.Admin.Cluster;

/// <summary>Finds devices as people name them. Pure.</summary>
internal static class DeviceNames
{
    /// <summary>Most names of one request.</summary>
    public const int NamesMax = 1_000;

    private const int PrefixCharactersMin = 4;

    /// <summary>Devices by their ids or by beginnings of ids.</summary>
    /// <exception cref="AdminException">A name is not one, or names no device, or several.</exception>
    public static IReadOnlyList<DeviceId> FindDevices(ClusterMap map, IReadOnlyList<string?> names)
    {
        RequireSome(names);
        return [.. names.Select(name => FindDevice(map, name)).Distinct()];
    }

    /// <summary>All devices of nodes.</summary>
    /// <exception cref="AdminException">A name is not that of a node with devices.</exception>
    public static IReadOnlyList<DeviceId> FindNodes(ClusterMap map, IReadOnlyList<string?> names)
    {
        RequireSome(names);
        var nodes = map.Devices.ToLookup(static device => device.Node.Value, static device => device.Id, StringComparer.Ordinal);
        if (names.FirstOrDefault(name => name is null || !nodes.Contains(name)) is { } unknown) throw AdminException.NotFound("NoSuchNode", $"There is no node '{unknown}' with devices.");
        return [.. names.SelectMany(name => nodes[name!]).Distinct()];
    }

    private static void RequireSome(IReadOnlyList<string?> names)
    {
        if (names.Count is 0 or > NamesMax || names.Any(string.IsNullOrEmpty)) throw AdminException.Invalid($"1 to {NamesMax} names are asked for, and none may be empty.");
    }

    private static DeviceId FindDevice(ClusterMap map, string? name)
    {
        if (Guid.TryParseExact(name, "D", out var id))
            return map.FindDevice(new DeviceId(id)) is null ? throw NoSuchDevice(name) : new DeviceId(id);
        if (name!.Length < PrefixCharactersMin) throw AdminException.Invalid($"'{name}' is too short: write at least {PrefixCharactersMin} characters of the id of a device.");
        var found = map.Devices.Where(device => device.Id.ToString().StartsWith(name, StringComparison.OrdinalIgnoreCase)).Take(2).ToArray();
        return found switch
        {
            [var only] => only.Id,
            [] => throw NoSuchDevice(name),
            _ => throw AdminException.Invalid($"The ids of several devices begin with '{name}'."),
        };
    }

    private static AdminException NoSuchDevice(string name) => AdminException.NotFound("NoSuchDevice", $"There is no device '{name}'.");
}
