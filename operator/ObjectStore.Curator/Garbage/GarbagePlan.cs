using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Garbage;

/// <summary>Which fragments have to go for stripes to be gone. Pure.</summary>
internal static class GarbagePlan
{
    /// <summary>Every fragment of a run with the device that its group names for it, stripe by stripe.</summary>
    public static IEnumerable<(DeviceId Device, FragmentId Fragment)> FragmentsOf(StripeRun run, PlacementGroup group)
    {
        for (var stripe = 0; stripe < run.StripeCount; stripe++)
        {
            var id = run.First.Plus(stripe);
            for (var index = 0; index < group.Devices.Count; index++) yield return (group.Devices[index], new FragmentId(id, (byte)index));
        }
    }
}
