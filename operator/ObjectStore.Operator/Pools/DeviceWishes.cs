using ObjectStore.Core.Identifiers;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Placement;

namespace ObjectStore.Operator.Pools;

/// <summary>What people who look after Kubernetes nodes ask of the devices there. Pure.</summary>
/// <param name="Drain">Nodes that are to be emptied, and their devices that are not being emptied yet.</param>
/// <param name="Keep">Devices that are to stay after all.</param>
/// <param name="Forget">Devices that were given up, and whose Kubernetes node is gone.</param>
internal sealed record DeviceWishes(IReadOnlyList<KeyValuePair<string, IReadOnlyList<DeviceId>>> Drain, IReadOnlyList<DeviceId> Keep, IReadOnlyList<DeviceId> Forget)
{
    /// <summary>Annotation of a Kubernetes node: <c>true</c> has its devices emptied, <c>false</c> takes that back; without it they are left as they are.</summary>
    public const string DrainAnnotation = "objectstore.dev/drain";

    /// <summary>What is asked, and not yet so in the map.</summary>
    public static DeviceWishes Of(IReadOnlyList<Device> devices, IReadOnlyDictionary<string, V1Node> nodes)
    {
        var drain = devices.Where(device => WishOf(device, nodes) == "true" && !device.IsLeaving && device.State is not (DeviceState.Draining or DeviceState.Drained or DeviceState.Out))
            .GroupBy(static device => device.Node.Value, StringComparer.Ordinal)
            .Select(static node => KeyValuePair.Create<string, IReadOnlyList<DeviceId>>(node.Key, [.. node.Select(static device => device.Id)]));
        var keep = devices.Where(device => WishOf(device, nodes) == "false" && (device.IsLeaving || device.State is DeviceState.Draining or DeviceState.Drained));
        var forget = devices.Where(device => device.State == DeviceState.Out && !nodes.ContainsKey(device.Node.Value));
        return new DeviceWishes([.. drain], [.. keep.Select(static device => device.Id)], [.. forget.Select(static device => device.Id)]);
    }

    private static string? WishOf(Device device, IReadOnlyDictionary<string, V1Node> nodes) => nodes.GetValueOrDefault(device.Node.Value)?.Metadata.Annotations?.GetValueOrDefault(DrainAnnotation);
}
