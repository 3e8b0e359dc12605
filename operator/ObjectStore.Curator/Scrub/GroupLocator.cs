using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Topology;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Scrub;

/// <summary>Finds out which placement group a damaged fragment belongs to, also when its own header can no longer tell.</summary>
internal sealed class GroupLocator(ClusterView cluster, IFragmentDevices devices)
{
    /// <summary>The group, or null when neither the fragment nor a sibling of it can be read.</summary>
    public async ValueTask<PlacementGroupId?> FindAsync(FragmentId fragment, IFragmentDevice device, CancellationToken cancellationToken)
    {
        if (await TryDescribeAsync(device, fragment, cancellationToken) is { } description) return description.Group;

        var map = await cluster.ReadAsync(cancellationToken);
        foreach (var group in map.Groups.Where(group => fragment.Index < group.Devices.Count && group.Devices[fragment.Index] == device.Id))
        {
            if (await HoldsSiblingAsync(group, fragment, cancellationToken)) return group.Id;
        }

        return null;
    }

    private async ValueTask<bool> HoldsSiblingAsync(PlacementGroup group, FragmentId fragment, CancellationToken cancellationToken)
    {
        for (var index = 0; index < group.Devices.Count; index++)
        {
            if (index == fragment.Index || devices.Find(group.Devices[index]) is not { } member) continue;
            var sibling = await TryDescribeAsync(member, fragment with { Index = (byte)index }, cancellationToken);
            if (sibling?.Group == group.Id) return true;
        }

        return false;
    }

    private static async ValueTask<FragmentDescription?> TryDescribeAsync(IFragmentDevice device, FragmentId fragment, CancellationToken cancellationToken)
    {
        try
        {
            return await device.TryDescribeAsync(fragment, cancellationToken);
        }
        catch (StorageException)
        {
            return null;
        }
    }
}
