using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Pools;
using ObjectStore.Operator.Stores;

namespace ObjectStore.Operator.Tests.Pools;

public sealed class PoolNeighboursTests
{
    private static V1Node[] Nodes { get; } = [Labelled("a", "fast"), Labelled("b", "fast"), Labelled("c", "slow")];

    [Theory]
    [InlineData("/mnt/a", "/mnt/b", null, "two directories of one Kubernetes node")]
    [InlineData("/mnt/a", "/mnt/ab", null, "a name that begins like another")]
    [InlineData("/mnt/a", "/mnt/a", "DevicesOverlap", "the same")]
    [InlineData("/mnt/a", "/mnt/a/", "DevicesOverlap", "the same, written otherwise")]
    [InlineData("/mnt/a", "/mnt/a/b", "DevicesOverlap", "one in the other's")]
    [InlineData("/mnt/a/b", "/mnt/a", "DevicesOverlap", "one above the other's")]
    [InlineData("/mnt/*", "/mnt/a", "DevicesOverlap", "one that the other's pattern finds")]
    public void Judge_DirectoriesOfTwoPools_MustDiffer(string first, string second, string? expected, string why)
    {
        var (one, other) = (Pool("one", first), Pool("other", second, createdAfter: 1));

        Assert.True(expected == Judge(other, one)?.Reason, why);
        Assert.Null(Judge(one, other));
    }

    [Fact]
    public void Judge_SameDirectoriesOfDifferentNodes_AreTwoPools()
    {
        var (one, other) = (Pool("one", "/mnt/a", kind: "fast"), Pool("other", "/mnt/a", kind: "slow", createdAfter: 1));

        Assert.Null(Judge(other, one));
        Assert.Equal("DevicesOverlap", Judge(Pool("other", "/mnt/a", createdAfter: 1), one)?.Reason);
    }

    [Fact]
    public void Judge_TheYoungerHasData_TheOlderIsRefused()
    {
        var (older, younger) = (Pool("older", "/mnt/a"), Bound(Pool("younger", "/mnt/a", createdAfter: 1), "younger"));

        Assert.Null(Judge(younger, older));
        Assert.Equal("DevicesOverlap", Judge(older, younger)?.Reason);
    }

    /// <summary>What is applied at once is often created in the same second.</summary>
    [Fact]
    public void Judge_CreatedAtOnce_WhomTheStoreNamesFirstHasTheDirectory()
    {
        var (first, second) = (Pool("second-by-name", "/mnt/a"), Pool("first-by-name", "/mnt/a"));
        var pools = PoolsOf(first, second);

        Assert.Null(PoolNeighbours.Judge(first, pools, [first, second], Nodes));
        Assert.Equal("DevicesOverlap", PoolNeighbours.Judge(second, pools, [first, second], Nodes)?.Reason);
    }

    [Fact]
    public void Judge_NameByWhichTheClusterKnowsAnotherPool_IsTaken()
    {
        var (old, fresh) = (Bound(Pool("hot", "/mnt/a"), "default"), Pool("default", "/mnt/b"));

        Assert.Equal("NameTaken", Judge(fresh, old)?.Reason);
        Assert.Null(Judge(Pool("cold", "/mnt/b"), old));
        Assert.Null(Judge(old, fresh));
    }

    [Fact]
    public void Unfollowed_ClassOfAnotherPool_SaysWhose()
    {
        var (one, other) = (Pool("one", "/a", storageClass: "STANDARD_IA"), Pool("other", "/b", storageClass: "STANDARD_IA"));
        var pools = PoolsOf(one, other);

        Assert.Null(PoolNeighbours.Unfollowed(one, pools));
        var problem = PoolNeighbours.Unfollowed(other, pools);
        Assert.Equal("StorageClassTaken", problem?.Reason);
        Assert.Contains("StoragePool one", problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unfollowed_ClassThatThereCannotBe_SaysSo() =>
        Assert.Equal("InvalidStorageClass", PoolNeighbours.Unfollowed(Pool("one", "/a", storageClass: "INTELLIGENT_TIERING"), PoolsOf(Pool("one", "/a")))?.Reason);

    [Fact]
    public void Unfollowed_SettingsThatTheFirstPoolHasOtherwise_SaysSo()
    {
        var (one, other) = (Pool("one", "/a"), Pool("other", "/b"));
        var slow = other with { Spec = other.Spec! with { Repair = new StoragePoolRepair { DownOutSeconds = 3_600 } } };
        var large = other with { Spec = other.Spec! with { SmallObjectBytesMax = 0 } };

        Assert.Null(PoolNeighbours.Unfollowed(other, PoolsOf(one, other)));
        Assert.Equal("SettingsOfFirstPool", PoolNeighbours.Unfollowed(slow, PoolsOf(one, slow))?.Reason);
        Assert.Equal("SettingsOfFirstPool", PoolNeighbours.Unfollowed(large, PoolsOf(one, large))?.Reason);
        Assert.Null(PoolNeighbours.Unfollowed(slow, PoolsOf(slow, one)));
    }

    [Fact]
    public void Binding_Next_FollowsTheMap()
    {
        var (pool, names) = (Pool("hot", "/a"), new Dictionary<string, string> { ["hot"] = "default" });

        Assert.Equal(new PoolBinding("main", "default"), PoolBinding.Next(pool, "main", names));
        Assert.Null(PoolBinding.Next(pool, "main", new Dictionary<string, string>()));

        // Devices that are silent do not tell their name; the map still has the pool.
        Assert.Equal(new PoolBinding("main", "default"), PoolBinding.Next(Bound(pool, "default"), "main", new Dictionary<string, string> { ["default"] = "default" }));

        // Another cluster.
        Assert.Null(PoolBinding.Next(Bound(pool, "default"), "main", new Dictionary<string, string> { ["cold"] = "cold" }));
        Assert.Null(PoolBinding.Next(Bound(pool, "default"), "other", new Dictionary<string, string> { ["default"] = "default" }));
    }

    private static SpecProblem? Judge(V1Alpha1StoragePool pool, V1Alpha1StoragePool other) => PoolNeighbours.Judge(pool, PoolsOf([.. new[] { pool, other }.OrderBy(static each => each.Metadata.CreationTimestamp)]), [pool, other], Nodes);

    private static StorePools PoolsOf(params V1Alpha1StoragePool[] pools) =>
        StorePools.Of(Samples.Store(spec => spec with { Pools = [.. pools.Select(static pool => new PoolReference { Name = pool.Metadata.Name! })] }), pools)!;

    private static V1Alpha1StoragePool Bound(V1Alpha1StoragePool pool, string clusterPool) => pool with { Status = new StoragePoolStatus { Store = "main", ClusterPool = clusterPool } };

    private static V1Alpha1StoragePool Pool(string name, string path, string? kind = null, int createdAfter = 0, string? storageClass = null)
    {
        var devices = path.EndsWith('*') ? new StoragePoolDevices { Discovery = new DeviceDiscovery { Pattern = path } } : new StoragePoolDevices { HostPaths = [new HostPathDevice { Path = path }] };
        var pool = Samples.Pool(spec => spec with { Devices = devices, StorageClassName = storageClass, NodeSelector = kind is null ? null : new Dictionary<string, string> { ["disks"] = kind } }, name);
        return pool with { Metadata = pool.Metadata with { CreationTimestamp = Samples.Now.AddSeconds(createdAfter) } };
    }

    private static V1Node Labelled(string name, string kind)
    {
        var node = Samples.Node(name, $"zone-{name}");
        return node with { Metadata = node.Metadata with { Labels = new Dictionary<string, string>(node.Metadata.Labels!) { ["disks"] = kind } } };
    }
}
