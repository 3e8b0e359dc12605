using System.Buffers.Binary;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Placement;

/// <summary>How many places in groups each device has, for its capacity.</summary>
internal sealed class DeviceLoad
{
    /// <summary>A device with less than this part of its fair share counts as a newcomer; guess, wide enough that rounding never triggers it.</summary>
    private const double NewcomerShare = 0.5;

    private readonly Dictionary<DeviceId, double> _weights;
    private readonly Dictionary<DeviceId, int> _places = [];
    private readonly Dictionary<DeviceId, int> _dataPlaces = [];
    private readonly int _dataFragments;

    public DeviceLoad(IEnumerable<Device> devices, int dataFragments)
    {
        var list = devices.ToArray();
        var mean = Math.Max(1, list.Average(device => (double)device.CapacityBytes));
        _weights = list.ToDictionary(device => device.Id, device => Math.Max(device.CapacityBytes / mean, 0.01));
        _dataFragments = dataFragments;
    }

    /// <summary>Whether some device has far less than its share, as one that has just joined.</summary>
    public bool IsUneven
    {
        get
        {
            var places = _weights.Keys.Sum(id => _places.GetValueOrDefault(id));
            var share = places / _weights.Values.Sum();
            return _weights.Any(device => _places.GetValueOrDefault(device.Key) < Math.Floor(share * device.Value * NewcomerShare));
        }
    }

    public double Of(Device device) => _places.GetValueOrDefault(device.Id) / _weights[device.Id];

    public double DataLoadOf(DeviceId[] members) =>
        members.Take(_dataFragments).Sum(id => _dataPlaces.GetValueOrDefault(id) / _weights[id]);

    public void Add(IReadOnlyList<DeviceId> members)
    {
        for (var i = 0; i < members.Count; i++)
        {
            _places[members[i]] = _places.GetValueOrDefault(members[i]) + 1;
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
