using System.Buffers.Binary;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Placement;

/// <summary>How many places in groups each device has, for its capacity.</summary>
internal sealed class DeviceLoad
{
    private readonly Dictionary<DeviceId, double> _weights;
    private readonly Dictionary<DeviceId, int> _places = [];
    private readonly Dictionary<DeviceId, int> _dataPlaces = [];
    private readonly Dictionary<ZoneName, (double Weight, int Places)> _zones = [];
    private readonly Dictionary<DeviceId, ZoneName> _zoneOf;
    private readonly int _dataFragments;

    public DeviceLoad(IEnumerable<Device> devices, int dataFragments)
    {
        var list = devices.ToArray();
        var mean = Math.Max(1, list.Average(device => (double)device.CapacityBytes));
        _weights = list.ToDictionary(device => device.Id, device => Math.Max(device.CapacityBytes / mean, 0.01));
        _zoneOf = list.ToDictionary(device => device.Id, device => device.Zone);
        foreach (var zone in list.GroupBy(device => device.Zone)) _zones[zone.Key] = (zone.Sum(device => _weights[device.Id]), 0);
        _dataFragments = dataFragments;
    }

    public double Of(Device device) => _places.GetValueOrDefault(device.Id) / _weights[device.Id];

    public double OfZone(ZoneDevices zone)
    {
        var (weight, places) = _zones[zone.Devices[0].Zone];
        return places / weight;
    }

    public int PlacesOf(Device device) => _places.GetValueOrDefault(device.Id);

    public double DataLoadOf(DeviceId[] members) =>
        members.Take(_dataFragments).Sum(id => _dataPlaces.GetValueOrDefault(id) / _weights[id]);

    public void Add(IReadOnlyList<DeviceId> members)
    {
        for (var i = 0; i < members.Count; i++)
        {
            _places[members[i]] = _places.GetValueOrDefault(members[i]) + 1;
            var zone = _zones[_zoneOf[members[i]]];
            _zones[_zoneOf[members[i]]] = zone with { Places = zone.Places + 1 };
            if (i < _dataFragments) _dataPlaces[members[i]] = _dataPlaces.GetValueOrDefault(members[i]) + 1;
        }
    }

    /// <summary>An order of devices that differs from draw to draw and is the same on every machine (SplitMix64 over the identity).</summary>
    public static ulong TieBreak(DeviceId id, int salt)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.Value.TryWriteBytes(bytes);
        return Mix(BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ Mix(BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]) ^ Mix((ulong)salt)));
    }

    private static ulong Mix(ulong value)
    {
        value += 0x9E37_79B9_7F4A_7C15;
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
