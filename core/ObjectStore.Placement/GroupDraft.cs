namespace ObjectStore.Placement;

/// <summary>A placement group while its members are planned.</summary>
/// <remarks>A device is at one position at most, counting also where fragments still lie from before.</remarks>
internal sealed class GroupDraft(PlacementGroup original, DeviceShare[] members, DeviceShare?[] formers)
{
    private bool _isChanged;

    public PlacementGroup Original => original;

    /// <summary>Member of each position.</summary>
    public DeviceShare[] Members => members;

    /// <summary>Members whose device is given up or has left the map: redundancy that is gone.</summary>
    public int LostCount => members.Count(member => member.IsGivenUp);

    /// <summary>Whether a member whose old place can be read is under way: until it has arrived, no other sets out.</summary>
    public bool IsUnderWay => Array.Exists(formers, former => former is { Device.IsReadable: true });

    /// <summary>Whether the position has not arrived yet.</summary>
    public bool IsMoving(int position) => formers[position] is not null;

    /// <summary>Whether a device may take a position without breaking the spread over devices, nodes and zones.</summary>
    public bool CanTake(int position, DeviceShare candidate, SpreadLimits limits)
    {
        int inZone = 0, onNode = 0;
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i] == candidate || i != position && formers[i] == candidate) return false;
            if (i == position || members[i].IsGivenUp || members[i].Device.Zone != candidate.Device.Zone) continue;
            inZone++;
            if (members[i].Device.Node == candidate.Device.Node) onNode++;
        }

        return inZone < limits.ZoneMax && onNode < limits.NodeMaxOf(candidate.Device.Zone);
    }

    /// <summary>Gives a position to another device and remembers where its fragments lie.</summary>
    public void Move(int position, DeviceShare to)
    {
        // What was stored before the first of several moves is still at the first place, unless that is where the position goes back to.
        formers[position] = formers[position] is { } first && first != to ? first : members[position];
        members[position] = to;
        _isChanged = true;
    }

    /// <summary>The group as planned; the same one when nothing changed.</summary>
    public PlacementGroup Build()
    {
        if (!_isChanged) return original;
        var moves = new List<GroupMove>();
        for (var i = 0; i < formers.Length; i++)
        {
            if (formers[i] is { } former) moves.Add(new GroupMove(i, former.Device.Id));
        }

        return original with { Epoch = original.Epoch.Next, Devices = Array.ConvertAll(members, member => member.Device.Id), Moves = moves };
    }
}
