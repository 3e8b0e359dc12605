using System.Security.Cryptography;
using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Planning;
using ObjectStore.Placement;

namespace ObjectStore.Operator.Pools;

/// <summary>Whether a pool's spec can be followed, and whether it can keep its promise. Pure.</summary>
internal static class PoolRules
{
    /// <summary>What is wrong with the spec, or null.</summary>
    public static SpecProblem? Judge(V1Alpha1StoragePool pool)
    {
        var (name, spec) = (pool.Metadata.Name!, pool.Spec!);
        if (name.Length > PlanNames.NameLengthMax) return new SpecProblem("InvalidName", $"The name has {name.Length} characters; more than {PlanNames.NameLengthMax} leave no room for the names of Services.");
        if (name.Contains('.', StringComparison.Ordinal)) return new SpecProblem("InvalidName", "The name contains a dot, which names of Services cannot.");
        if (!ErasureProfile.TryParse(spec.ErasureProfile, out _)) return new SpecProblem("InvalidErasureProfile", $"'{spec.ErasureProfile}' is not an erasure profile such as 4+2.");
        return DeviceRules.Check(spec.Devices) is { } devices ? new SpecProblem("InvalidDevices", devices) : null;
    }

    /// <summary>Kubernetes nodes that the pool's selector and tolerations allow.</summary>
    public static IReadOnlyList<V1Node> Eligible(StoragePoolSpec spec, IEnumerable<V1Node> nodes) =>
        [.. nodes.Where(node => IsSelected(spec, node) && IsTolerated(spec, node)).OrderBy(static node => node.Metadata.Name, StringComparer.Ordinal)];

    /// <summary>Why the profile's promise cannot be kept on these Kubernetes nodes, or null. Devices that a pattern will find are not known: one is assumed for each node.</summary>
    public static SpecProblem? CheckPromise(StoragePoolSpec spec, IReadOnlyList<V1Node> eligible)
    {
        var zoned = eligible.Where(node => ZoneOf(spec, node) is not null).ToArray();
        if (zoned.Length == 0)
        {
            return eligible.Count == 0
                ? new SpecProblem("NoNodes", "No Kubernetes node matches the selector and the tolerations.")
                : new SpecProblem("UnknownZones", $"None of the {eligible.Count} selected Kubernetes nodes has the label {spec.ZoneTopologyKey}.");
        }

        if (spec.Devices.Discovery is not null || !ErasureProfile.TryParse(spec.ErasureProfile, out var profile)) return null;
        var devices = zoned.SelectMany(node => spec.Devices.HostPaths!.Select(path => Assumed(node, path.Path, ZoneOf(spec, node)!))).ToArray();
        var violations = PlacementRules.Validate(devices, new PlacementRequirements { Profiles = [profile] });
        return violations.Count > 0 ? new SpecProblem("PromiseNotKept", string.Join(' ', violations)) : null;
    }

    /// <summary>Zone of a Kubernetes node, or null.</summary>
    public static string? ZoneOf(StoragePoolSpec spec, V1Node node) => node.Metadata.Labels?.GetValueOrDefault(spec.ZoneTopologyKey) is { Length: > 0 } zone ? zone : null;

    private static bool IsSelected(StoragePoolSpec spec, V1Node node) =>
        (spec.NodeSelector ?? new Dictionary<string, string>()).All(label => node.Metadata.Labels?.GetValueOrDefault(label.Key) == label.Value);

    /// <summary>Cordons are tolerated as by every DaemonSet, and so are taints that come and go with a node's health.</summary>
    private static bool IsTolerated(StoragePoolSpec spec, V1Node node) => (node.Spec?.Taints ?? [])
        .Where(static taint => taint.Effect is "NoSchedule" or "NoExecute" && !taint.Key.StartsWith("node.kubernetes.io/", StringComparison.Ordinal))
        .All(taint => (spec.Tolerations ?? []).Any(toleration => Tolerates(toleration, taint)));

    private static bool Tolerates(V1Toleration toleration, V1Taint taint) =>
        (toleration.Effect is null or "" || toleration.Effect == taint.Effect)
        && (toleration.Operator == "Exists"
            ? toleration.Key is null or "" || toleration.Key == taint.Key
            : toleration.Key == taint.Key && (toleration.Value ?? "") == (taint.Value ?? ""));

    private static Device Assumed(V1Node node, string path, string zone)
    {
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{node.Metadata.Name} {path}"))[..16]);
        return new Device(new DeviceId(id), new NodeName(node.Metadata.Name!), new ZoneName(zone), DeviceState.Active, 1);
    }
}
