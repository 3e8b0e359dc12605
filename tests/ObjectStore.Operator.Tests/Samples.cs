using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Hosting;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Tests;

/// <summary>Resources as people write them, and what Kubernetes adds.</summary>
internal static class Samples
{
    public static readonly Guid Cluster = new("0b54eb19-7a1a-4c8f-9a4c-2f0c4d6a7e10");
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static OperatorOptions Options { get; } = new() { GatewayImage = "registry.local/objectstore/gateway:1", NodeImage = "registry.local/objectstore/node:1", PostgresImage = "registry.local/postgres:17" };

    public static V1Alpha1StoragePool Pool(Func<StoragePoolSpec, StoragePoolSpec>? change = null, string name = "default")
    {
        var spec = new StoragePoolSpec { Devices = new StoragePoolDevices { HostPaths = [new HostPathDevice { Path = "/mnt/disks/a" }, new HostPathDevice { Path = "/mnt/disks/b" }] } };
        return new V1Alpha1StoragePool { Metadata = Meta(name), Spec = change?.Invoke(spec) ?? spec };
    }

    public static V1Alpha1ObjectStore Store(Func<ObjectStoreSpec, ObjectStoreSpec>? change = null, string name = "main")
    {
        var spec = new ObjectStoreSpec { Pools = [new PoolReference { Name = "default" }], Index = new IndexSpec { Bundled = new BundledIndex() } };
        return new V1Alpha1ObjectStore { Metadata = Meta(name), Spec = change?.Invoke(spec) ?? spec };
    }

    public static V1Node Node(string name, string? zone, bool isCordoned = false, params ReadOnlySpan<V1Taint> taints) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Labels = zone is null ? null : new Dictionary<string, string> { ["topology.kubernetes.io/zone"] = zone, ["kubernetes.io/hostname"] = name } },
        Spec = new V1NodeSpec { Unschedulable = isCordoned ? true : null, Taints = taints.Length > 0 ? taints.ToArray() : null },
    };

    public static V1Pod Pod(string node, string? zone, string revision = "1", bool isReady = true, string pool = "default")
    {
        var labels = PlanLabels.OfPool(pool, PlanLabels.Node);
        labels[PlanLabels.Revision] = revision;
        if (zone is not null) labels[PlanLabels.Zone] = zone;
        return new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = $"{pool}-node-{node}", Namespace = "storage", Uid = $"uid-{pool}-{node}", Labels = labels },
            Spec = new V1PodSpec { NodeName = node },
            Status = new V1PodStatus { PodIP = "10.0.0.1", Conditions = [new V1Condition { Type = "Ready", Status = isReady ? "True" : "False" }] },
        };
    }

    private static V1ObjectMeta Meta(string name) => new() { Name = name, Namespace = "storage", Uid = $"uid-of-{name}", Generation = 1, CreationTimestamp = Now };
}
