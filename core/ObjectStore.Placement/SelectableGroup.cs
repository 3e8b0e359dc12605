using ObjectStore.Core.Identifiers;

namespace ObjectStore.Placement;

/// <summary>A group with its members resolved.</summary>
internal sealed class SelectableGroup
{
    private readonly SelectableDevice?[] _members;
    private readonly ZoneName[] _zones;

    public SelectableGroup(PlacementGroup group, Dictionary<DeviceId, SelectableDevice> devices)
    {
        Group = group;
        _members = [.. group.Devices.Select(id => devices.GetValueOrDefault(id))];
        _zones = [.. _members.Select(member => member?.Zone ?? default)];
        FreeBytesMin = _members.Min(member => member?.FreeBytes ?? 0);
    }

    public PlacementGroup Group { get; }

    /// <summary>Free bytes of the fullest member; 0 when one must not be written to.</summary>
    public long FreeBytesMin { get; }

    public bool IsGood(long now)
    {
        foreach (var member in _members)
        {
            if (member is null || !member.IsGood(now)) return false;
        }

        return true;
    }

    public bool CanReachQuorum(long now)
    {
        uint good = 0;
        for (var i = 0; i < _members.Length; i++)
        {
            if (_members[i]?.IsGood(now) == true) good |= 1u << i;
        }

        return WriteQuorum.IsReached(_zones, good, Group.Profile.DataFragments);
    }
}
