using System.Globalization;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Placement.Tests;

/// <summary>Devices with predictable identities.</summary>
internal static class Devices
{
    public const long Gibibyte = 1L << 30;

    public static DeviceId Id(int number) => new(new Guid(number, 0, 0, new byte[8]));

    /// <summary>Devices over zones named a, b, c, …, one node each.</summary>
    public static Device[] InZones(params int[] devicesPerZone)
    {
        var number = 0;
        return [.. devicesPerZone.SelectMany((count, z) => Enumerable.Range(0, count).Select(_ => Create(++number, z, node: number)))];
    }

    /// <summary>A random cluster: 1–5 zones, 1–4 nodes in each, 1–4 devices on each, capacities within a factor of four.</summary>
    public static Device[] Random(Random random)
    {
        var number = 0;
        var node = 0;
        var devices = new List<Device>();
        for (int z = 0, zones = random.Next(1, 6); z < zones; z++)
        {
            for (int n = 0, nodes = random.Next(1, 5); n < nodes; n++)
            {
                node++;
                for (int d = 0, count = random.Next(1, 5); d < count; d++)
                    devices.Add(Create(++number, z, node) with { CapacityBytes = random.Next(1, 5) * Gibibyte });
            }
        }

        return [.. devices];
    }

    public static Device Create(int number, int zone, int node) => new(
        Id(number),
        new NodeName("node-" + node.ToString("d3", CultureInfo.InvariantCulture)),
        new ZoneName(((char)('a' + zone)).ToString()),
        DeviceState.Active,
        Gibibyte);
}
