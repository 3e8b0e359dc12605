using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Garbage;

/// <summary>Which fragments have to go for stripes to be gone. Pure.</summary>
internal static class GarbagePlan
{
    /// <summary>Every fragment of a run with the devices that may hold it, stripe by stripe: the member, and the one that held its place before while it can be read.</summary>
    public static IEnumerable<(DeviceId Device, FragmentId Fragment)> FragmentsOf(StripeRun run, PlacementGroup group, ClusterMap map)
    {
        var moves = group.Moves.Where(move => map.FindDevice(move.From) is { IsReadable: true }).ToArray();
        for (var stripe = 0; stripe < run.StripeCount; stripe++)
        {
            var id = run.First.Plus(stripe);
            for (var index = 0; index < group.Devices.Count; index++) yield return (group.Devices[index], new FragmentId(id, (byte)index));
            foreach (var move in moves) yield return (move.From, new FragmentId(id, (byte)move.Position));
        }
    }
}
