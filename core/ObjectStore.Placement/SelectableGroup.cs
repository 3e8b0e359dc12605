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

    /// <summary>Whether the members that have room can satisfy the write quorum.</summary>
    public bool HasRoomForQuorum => CanReachQuorum(static (member, _) => member.FreeBytes > 0, 0);

    /// <summary>Whether the members that are active can satisfy the write quorum if they have room.</summary>
    public bool WouldReachQuorum => CanReachQuorum(static (member, _) => member.IsActive, 0);

    public bool CanReachQuorum(long now) => CanReachQuorum(static (member, now) => member.IsGood(now), now);

    /// <summary>The same without the given devices.</summary>
    public bool CanReachQuorumWithout(IReadOnlyList<DeviceId> without, long now)
    {
        uint good = 0;
        for (var i = 0; i < _members.Length; i++)
        {
            if (_members[i] is { } member && member.IsGood(now) && !without.Contains(Group.Devices[i])) good |= 1u << i;
        }

        return WriteQuorum.IsReached(_zones, good, Group.Profile.DataFragments);
    }

    private bool CanReachQuorum(Func<SelectableDevice, long, bool> counts, long now)
    {
        uint good = 0;
        for (var i = 0; i < _members.Length; i++)
        {
            if (_members[i] is { } member && counts(member, now)) good |= 1u << i;
        }

        return WriteQuorum.IsReached(_zones, good, Group.Profile.DataFragments);
    }
}
