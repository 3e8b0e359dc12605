using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Pools;

namespace ObjectStore.Operator.Tests.Pools;

public class PoolRulesTests
{
    public static TheoryData<string, StoragePoolDevices> BadDevices => new()
    {
        { "neither", new StoragePoolDevices() },
        { "both", new StoragePoolDevices { HostPaths = [new HostPathDevice { Path = "/a" }], Discovery = new DeviceDiscovery { Pattern = "/b/*" } } },
        { "relative", new StoragePoolDevices { HostPaths = [new HostPathDevice { Path = "disks" }] } },
        { "upwards", new StoragePoolDevices { HostPaths = [new HostPathDevice { Path = "/mnt/../etc" }] } },
        { "system", new StoragePoolDevices { HostPaths = [new HostPathDevice { Path = "/etc/" }] } },
        { "below system", new StoragePoolDevices { HostPaths = [new HostPathDevice { Path = "/etc/kubernetes" }] } },
        { "kubelet", new StoragePoolDevices { Discovery = new DeviceDiscovery { Pattern = "/var/lib/kubelet/pods/*" } } },
        { "above system", new StoragePoolDevices { Discovery = new DeviceDiscovery { Pattern = "/var/lib/*" } } },
        { "detour", new StoragePoolDevices { HostPaths = [new HostPathDevice { Path = "/./etc" }] } },
        { "root", new StoragePoolDevices { Discovery = new DeviceDiscovery { Pattern = "/*" } } },
        { "pattern", new StoragePoolDevices { Discovery = new DeviceDiscovery { Pattern = "/mnt/disk-*" } } },
        { "limits", new StoragePoolDevices { HostPaths = [new HostPathDevice { Path = "/a", SizeLimit = "1Gi" }, new HostPathDevice { Path = "/b" }] } },
        { "limit", new StoragePoolDevices { HostPaths = [new HostPathDevice { Path = "/a", SizeLimit = "much" }] } },
    };

    [Theory]
    [MemberData(nameof(BadDevices))]
    public void Judge_DevicesAreWrong_SaysSo(string what, StoragePoolDevices devices)
    {
        Assert.NotEmpty(what);
        Assert.Equal("InvalidDevices", PoolRules.Judge(Samples.Pool(spec => spec with { Devices = devices }))?.Reason);
    }

    [Theory]
    [InlineData("a.b", "4+2", "InvalidName")]
    [InlineData("a-name-that-is-much-too-long-for-the-names-of-services", "4+2", "InvalidName")]
    [InlineData("default", "4-2", "InvalidErasureProfile")]
    [InlineData("default", "4+2", null)]
    public void Judge_Pool_GivesReason(string name, string profile, string? reason) =>
        Assert.Equal(reason, PoolRules.Judge(Samples.Pool(spec => spec with { ErasureProfile = profile }, name))?.Reason);

    [Fact]
    public void CheckPromise_ThreeZonesTwoDevicesEach_IsKept() => Assert.Null(PoolRules.CheckPromise(Samples.Pool().Spec!, [Samples.Node("a", "a"), Samples.Node("b", "b"), Samples.Node("c", "c")]));

    [Fact]
    public void CheckPromise_TwoZones_IsRefusedWithTheNumbers()
    {
        var problem = PoolRules.CheckPromise(Samples.Pool().Spec!, [Samples.Node("a", "a"), Samples.Node("a2", "a"), Samples.Node("b", "b"), Samples.Node("b2", "b")]);

        Assert.Equal("PromiseNotKept", problem?.Reason);
        Assert.Contains("2 zones", problem?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CheckPromise_NoZoneLabels_NamesTheLabel() =>
        Assert.Contains("topology.kubernetes.io/zone", PoolRules.CheckPromise(Samples.Pool().Spec!, [Samples.Node("a", null)])?.Message, StringComparison.Ordinal);

    [Fact]
    public void Eligible_TaintsAndSelector_AreHeeded()
    {
        var taint = new V1Taint { Key = "storage", Value = "only", Effect = "NoSchedule" };
        V1Node[] nodes = [Samples.Node("plain", "a"), Samples.Node("tainted", "b", taints: [taint]), Samples.Node("cordoned", "c", isCordoned: true, new V1Taint { Key = "node.kubernetes.io/unschedulable", Effect = "NoSchedule" })];
        var tolerant = Samples.Pool(spec => spec with { Tolerations = [new V1Toleration { Key = "storage", Operator = "Equal", Value = "only", Effect = "NoSchedule" }] }).Spec!;
        var selective = Samples.Pool(spec => spec with { NodeSelector = new Dictionary<string, string> { ["kubernetes.io/hostname"] = "plain" } }).Spec!;

        Assert.Equal(["cordoned", "plain"], PoolRules.Eligible(Samples.Pool().Spec!, nodes).Select(node => node.Metadata.Name));
        Assert.Equal(["cordoned", "plain", "tainted"], PoolRules.Eligible(tolerant, nodes).Select(node => node.Metadata.Name));
        Assert.Equal(["plain"], PoolRules.Eligible(selective, nodes).Select(node => node.Metadata.Name));
    }
}
