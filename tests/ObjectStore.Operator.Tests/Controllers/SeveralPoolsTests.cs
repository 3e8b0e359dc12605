using ObjectStore.AdminApi;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Curators;
using ObjectStore.Operator.Planning;
using ObjectStore.Testing;

namespace ObjectStore.Operator.Tests.Controllers;

/// <summary>A store of two pools, <c>default</c> and <c>cold</c>, on the same three Kubernetes nodes.</summary>
public sealed class SeveralPoolsTests : ControllerTests
{
    private static readonly StoragePoolDevices ColdDisks = new() { HostPaths = [new HostPathDevice { Path = "/mnt/cold-1" }, new HostPathDevice { Path = "/mnt/cold-2" }] };

    [Fact]
    public async Task Reconcile_TwoPools_GatewaysAndCuratorKnowTheirClasses()
    {
        await StartAsync();

        Assert.Equal(
            new Dictionary<string, string> { ["OBJECTSTORE__StorageClasses__STANDARD__Pool"] = "default", ["OBJECTSTORE__StorageClasses__STANDARD_IA__Pool"] = "cold" },
            ClassesOf(await Operator.GetAsync<V1Deployment>(Key("main-gateway"))));
        var settings = Operator.Curators.Started.Last();
        Assert.Equal([new CuratorPool("default", "default", "4+2"), new CuratorPool("cold", "cold", "2+2")], settings.Pools.All);
        Assert.Equal([new ClusterClass("STANDARD", "default", null), new ClusterClass("STANDARD_IA", "cold", null)], settings.Classes.All);
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["Curator:Topology:ErasureProfile"] = "4+2",
                ["Curator:Topology:PoolProfiles:cold"] = "2+2",
                ["StorageClasses:STANDARD:Pool"] = "default",
                ["StorageClasses:STANDARD_IA:Pool"] = "cold",
            },
            settings.PoolSettings().ToDictionary());
        await Wait.UntilAsync(async () => (await Operator.GetAsync<V1Alpha1ObjectStore>(Key("main"))).Status?.StorageClasses is [{ Name: "STANDARD", Pool: "default" }, { Name: "STANDARD_IA", Pool: "cold" }]);
    }

    [Fact]
    public async Task Reconcile_TwoPools_EachHasItsOwnNodesAndStatus()
    {
        await StartAsync(FakeCurators.Healthy("full") with { Name = "cold", CapacityBytes = 10, UsedBytes = 9 });

        var set = await Operator.GetAsync<V1DaemonSet>(Key("cold-node"));
        Assert.Contains(set.Spec!.Template.Spec!.Containers![0].Env!, static variable => variable is { Name: "OBJECTSTORE__Node__Pool", Value: "cold" });
        await Operator.GetAsync<V1Secret>(Key("cold-node-tls"));
        await Operator.ReasonAsync<V1Alpha1StoragePool>(Key("cold"), "Full");
        await Operator.ReasonAsync<V1Alpha1StoragePool>(Key("default"), "Available");
        var (own, cold) = ((await Operator.GetAsync<V1Alpha1StoragePool>(Key("default"))).Status!, (await Operator.GetAsync<V1Alpha1StoragePool>(Key("cold"))).Status!);
        Assert.Equal((6_000L, 10L), (own.Capacity!.TotalBytes, cold.Capacity!.TotalBytes));
        Assert.Equal(("main", "cold"), (cold.Store, cold.ClusterPool));
    }

    [Fact]
    public async Task Reconcile_MapKnowsThePoolByAnotherName_SettingsAreInThatName()
    {
        Operator.Curators.Report = FakeCurators.Healthy() with { Name = "hot" };
        Operator.Curators.Aliases = new Dictionary<string, string> { ["hot"] = "default" };
        await CreatePoolAsync(name: "hot");
        await CreatePoolAsync(static spec => spec with { Devices = ColdDisks, StorageClassName = "STANDARD_IA" }, "cold");
        await CreateStoreAsync(static spec => spec with { Pools = [new PoolReference { Name = "hot" }, new PoolReference { Name = "cold" }] });

        await Wait.UntilAsync(async () => ClassesOf(await Operator.GetAsync<V1Deployment>(Key("main-gateway")))["OBJECTSTORE__StorageClasses__STANDARD__Pool"] == "default");
        Assert.Equal(new CuratorPool("hot", "default", "4+2"), Operator.Curators.Started.Last().Pools.All[0]);

        // Its devices would join those of the pool hot.
        await CreatePoolAsync(static spec => spec with { Devices = new StoragePoolDevices { HostPaths = [new HostPathDevice { Path = "/mnt/third" }] } });
        await PatchStoreAsync("""{"spec":{"pools":[{"name":"hot"},{"name":"cold"},{"name":"default"}]}}""");
        await Operator.ReasonAsync<V1Alpha1StoragePool>(Key("default"), "NameTaken");
        Assert.Null(await Client.GetAsync<V1DaemonSet>(Key("default-node"), Token));
    }

    [Fact]
    public async Task Reconcile_PoolWithDataLeavesTheSpec_StaysAndSaysSo()
    {
        await StartAsync();
        await Wait.UntilAsync(async () => (await Operator.GetAsync<V1Alpha1StoragePool>(Key("cold"))).Status?.ClusterPool is not null);

        await PatchStoreAsync("""{"spec":{"pools":[{"name":"default"}]}}""");
        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "Accepted", "PoolHoldsData");
        Assert.Equal(["default", "cold"], Operator.Curators.Started.Last().Pools.All.Select(static pool => pool.Name));

        await Client.DeleteAsync<V1Alpha1StoragePool>(Key("cold"), new V1DeleteOptions(), Token);
        await Operator.ConditionAsync<V1Alpha1StoragePool>(Key("cold"), "Deleting", "PoolHoldsData");
        await Operator.GetAsync<V1DaemonSet>(Key("cold-node"));
    }

    /// <summary>Goal: data is repaired also while the spec has a mistake. Method: an operator that has just begun has no curators.</summary>
    [Fact]
    public async Task Reconcile_SpecRefusedAndOperatorNew_HasACuratorForThePoolsWithData()
    {
        await StartAsync();
        await Wait.UntilAsync(async () => (await Operator.GetAsync<V1Alpha1StoragePool>(Key("cold"))).Status?.ClusterPool is not null);
        await Wait.UntilAsync(async () => (await Operator.GetAsync<V1Alpha1StoragePool>(Key("default"))).Status?.ClusterPool is not null);
        await PatchStoreAsync("""{"spec":{"pools":[{"name":"cold"},{"name":"dfault"}]}}""");
        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "PoolNotFound");
        var started = Operator.Curators.Started.Count;
        Assert.All(Operator.Curators.Started, static settings => Assert.NotEmpty(settings.Classes.All));

        await Operator.Curators.RemoveAsync(Key("main"), Token);
        await PatchStoreAsync("""{"spec":{"pools":[{"name":"cold"},{"name":"defalt"}]}}""");

        await Wait.UntilAsync(() => Operator.Curators.Started.Count == started + 1);
        var settings = Operator.Curators.Started.Last();
        Assert.Equal(["cold", "default"], settings.Pools.All.Select(static pool => pool.Name));
        Assert.Empty(settings.Classes.All);
        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "PoolNotFound");
    }

    [Fact]
    public async Task Reconcile_SpecRefusedWhileTheIndexCannotBeReached_KeepsTheCuratorAsItWas()
    {
        await StartAsync();
        await Wait.UntilAsync(async () => (await Operator.GetAsync<V1Alpha1StoragePool>(Key("default"))).Status?.ClusterPool is not null);
        Operator.Curators.State = new(CuratorPhase.Opening, "The index cannot be reached.");

        await PatchStoreAsync("""{"spec":{"pools":[{"name":"cold"},{"name":"dfault"}]}}""");

        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "PoolNotFound");
        Assert.Contains(Key("main"), Operator.Curators.Kept);
        Assert.All(Operator.Curators.Started, static settings => Assert.NotEmpty(settings.Classes.All));
    }

    [Fact]
    public async Task Reconcile_PoolWithoutDevicesLeavesTheSpec_IsLetGo()
    {
        await StartAsync(cold: null);
        await Operator.ReasonAsync<V1Alpha1StoragePool>(Key("cold"), "NoPlacementGroups");

        await PatchStoreAsync("""{"spec":{"pools":[{"name":"default"}]}}""");

        await Operator.ConditionAsync<V1Alpha1ObjectStore>(Key("main"), "Accepted", "Accepted");
        await Operator.ReasonAsync<V1Alpha1StoragePool>(Key("cold"), "WaitingForStore");
        await Wait.UntilAsync(() => Operator.Curators.Started.Last().Pools.All is [{ Name: "default" }]);
    }

    [Fact]
    public async Task Reconcile_TwoPoolsOfOneClass_TheSecondIsToldAndTheFirstHasIt()
    {
        await StartAsync(static spec => spec with { StorageClassName = "STANDARD_IA" });

        await Operator.ConditionAsync<V1Alpha1StoragePool>(Key("cold"), "Accepted", "StorageClassTaken");
        await Operator.ReasonAsync<V1Alpha1StoragePool>(Key("cold"), "Available");
        Assert.Equal("default", ClassesOf(await Operator.GetAsync<V1Deployment>(Key("main-gateway")))["OBJECTSTORE__StorageClasses__STANDARD_IA__Pool"]);
    }

    [Fact]
    public async Task Reconcile_PoolsWithOneDirectory_TheLaterHasNoNodes()
    {
        await CreatePoolAsync();
        await CreateStoreAsync(static spec => spec with { Pools = [new PoolReference { Name = "default" }, new PoolReference { Name = "cold" }] });
        await Operator.ReasonAsync<V1Alpha1ObjectStore>(Key("main"), "PoolNotFound");
        await CreatePoolAsync(name: "cold");

        await Operator.ReasonAsync<V1Alpha1StoragePool>(Key("cold"), "DevicesOverlap");
        Assert.Null(await Client.GetAsync<V1DaemonSet>(Key("cold-node"), Token));

        await Client.PatchAsync<V1Alpha1StoragePool>(Key("cold"), V1Patch.Merge("""{"spec":{"devices":{"hostPaths":[{"path":"/mnt/cold"}]}}}"""), null, Token);
        await Operator.GetAsync<V1DaemonSet>(Key("cold-node"));
    }

    /// <summary>Goal: pools whose templates change together go on together. Method: nothing may be replaced before the operator has seen both changes, as the data is not whole till then.</summary>
    [Fact]
    public async Task Reconcile_BothTemplatesChange_OneZoneOfTheStoreAtATime()
    {
        await StartAsync();
        foreach (var pool in new[] { "default", "cold" })
        {
            foreach (var zone in new[] { "a", "b", "c" }) await RunNodeAsync($"node-{zone}", pool);
            await Client.ApplyStatusAsync(new V1DaemonSet { Metadata = Meta($"{pool}-node"), Status = new V1DaemonSetStatus { DesiredNumberScheduled = 3 } }, Token);
        }

        await Wait.UntilAsync(async () => (await PodsAsync()).All(static pod => pod.Metadata.Labels!.ContainsKey(PlanLabels.Zone)));
        await Wait.UntilAsync(async () => (await Client.GetAsync<V1DaemonSet>(Key("cold-node"), Token))?.Status?.DesiredNumberScheduled == 3);
        string[] pools = ["default", "cold"], zones = ["a", "b", "c"];
        SetHealth("degraded");
        foreach (var pool in pools) await Client.PatchAsync<V1Alpha1StoragePool>(Key(pool), V1Patch.Merge("""{"spec":{"resources":{"requests":{"cpu":"2"}}}}"""), null, Token);
        await Wait.UntilAsync(() => pools.All(pool => CpuSeenOf(pool) == "2"));
        SetHealth("healthy");
        foreach (var pool in pools) await Client.PatchAsync<V1Alpha1StoragePool>(Key(pool), V1Patch.Merge("""{"metadata":{"annotations":{"look":"again"}}}"""), null, Token);

        var replaced = new List<string>();
        while (replaced.Count < 6)
        {
            V1Pod[] there = [];
            await Wait.UntilAsync(async () => (there = await PodsAsync()).Length < 6);
            var missing = pools.SelectMany(pool => zones.Select(zone => (Pool: pool, Node: $"node-{zone}")))
                .Where(each => there.All(pod => pod.Metadata.Name != $"{each.Pool}-node-{each.Node}")).ToArray();

            Assert.Single(missing.Select(static each => each.Node).Distinct());
            foreach (var (pool, node) in missing)
            {
                replaced.Add($"{node} {pool}");
                await RunNodeAsync(node, pool);
            }
        }

        Assert.Equal(replaced.Order(StringComparer.Ordinal).Select(static each => each.Split(' ')[0]), replaced.Select(static each => each.Split(' ')[0]));
        foreach (var pool in new[] { "default", "cold" }) await Operator.ConditionAsync<V1Alpha1StoragePool>(Key(pool), "Progressing", "Complete");
    }

    private static Dictionary<string, string> ClassesOf(V1Deployment deployment) => deployment.Spec!.Template.Spec!.Containers![0].Env!
        .Where(static variable => variable.Name.StartsWith("OBJECTSTORE__StorageClasses", StringComparison.Ordinal)).ToDictionary(static variable => variable.Name, static variable => variable.Value!);

    private void SetHealth(string state) => (Operator.Curators.Report, Operator.Curators.MoreReports) = (FakeCurators.Healthy(state), [FakeCurators.Healthy(state) with { Name = "cold" }]);

    private string? CpuSeenOf(string pool) => Operator.Caches.Owned<V1DaemonSet>().Get(Key($"{pool}-node"))?.Spec!.Template.Spec!.Containers![0].Resources?.Requests?.GetValueOrDefault("cpu");

    private async Task<V1Pod[]> PodsAsync() => [.. (await Client.ListAsync<V1Pod>(ListOptions.All, Token)).Items];

    private Task PatchStoreAsync(string patch) => Client.PatchAsync<V1Alpha1ObjectStore>(Key("main"), V1Patch.Merge(patch), null, Token);

    private Task StartAsync(Func<StoragePoolSpec, StoragePoolSpec>? changeFirst = null) => StartAsync(FakeCurators.Healthy() with { Name = "cold" }, changeFirst);

    private async Task StartAsync(PoolInfo? cold, Func<StoragePoolSpec, StoragePoolSpec>? changeFirst = null)
    {
        if (cold is not null) Operator.Curators.MoreReports = [cold];
        await CreatePoolAsync(changeFirst);
        await CreatePoolAsync(static spec => spec with { Devices = ColdDisks, StorageClassName = "STANDARD_IA", ErasureProfile = "2+2" }, "cold");
        await CreateStoreAsync(static spec => spec with { Pools = [new PoolReference { Name = "default" }, new PoolReference { Name = "cold" }] });
        await Operator.GetAsync<V1Deployment>(Key("main-gateway"));
        await Operator.GetAsync<V1DaemonSet>(Key("cold-node"));
    }
}
