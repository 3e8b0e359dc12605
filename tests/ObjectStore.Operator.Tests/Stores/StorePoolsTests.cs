using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Stores;

namespace ObjectStore.Operator.Tests.Stores;

public sealed class StorePoolsTests
{
    private static V1Alpha1ObjectStore Store { get; } = Named("hot", "cold");

    [Fact]
    public void Of_OnePoolWithoutClass_SaysNothingOfClasses() =>
        Assert.Empty(StorePools.Of(Named("default"), [Samples.Pool()])!.Classes);

    [Fact]
    public void Of_SeveralPools_TheFirstHasStandard()
    {
        var pools = StorePools.Of(Store, [Pool("cold", "STANDARD_IA"), Pool("hot"), Pool("stray", "GLACIER")])!;

        Assert.Equal(["hot", "cold"], pools.Names);
        Assert.Equal([Class("STANDARD", "hot"), Class("STANDARD_IA", "cold")], pools.Classes);
        Assert.Empty(pools.Kept);
    }

    [Fact]
    public void Of_StoreNamesClasses_TheyComeFirst()
    {
        var store = Store with { Spec = Store.Spec! with { StorageClasses = [Class("STANDARD", "cold"), Class("STANDARD_IA", "hot"), Class("GLACIER_IR", "cold"), Class("DEEP", "cold", archive: true)] } };

        var pools = StorePools.Of(store, [Pool("hot"), Pool("cold", "STANDARD_IA")])!;

        Assert.Equal([Class("DEEP", "cold", archive: true), Class("GLACIER_IR", "cold"), Class("STANDARD", "cold"), Class("STANDARD_IA", "hot")], pools.Classes);
    }

    [Fact]
    public void ClusterClasses_ArchiveIsSaid_IsASettingAndElseTheNameDecides()
    {
        var store = Store with { Spec = Store.Spec! with { StorageClasses = [Class("DEEP", "cold", archive: true), Class("GLACIER", "cold", archive: false)] } };

        var settings = StorePools.Of(store, [Pool("hot"), Bound(Pool("cold"), "main", "default")])!.ClusterClasses.SelectMany(static each => each.Settings());

        Assert.Equal(
            [
                new("StorageClasses:DEEP:Pool", "default"), new("StorageClasses:DEEP:Archive", "true"), new("StorageClasses:GLACIER:Pool", "default"), new("StorageClasses:GLACIER:Archive", "false"),
                new("StorageClasses:STANDARD:Pool", "hot"),
            ],
            settings);
    }

    [Fact]
    public void ClusterClasses_ClassHasTwoPools_BothAreSettings()
    {
        StoreStorageClass[] classes = [Class("INTELLIGENT_TIERING", "hot") with { InfrequentAccessPool = "cold", InfrequentAccessAfterDays = 7 }, Class("STANDARD", "cold") with { InfrequentAccessPool = "hot" }];
        var store = Store with { Spec = Store.Spec! with { StorageClasses = classes } };

        var settings = StorePools.Of(store, [Pool("hot"), Bound(Pool("cold"), "main", "default")])!.ClusterClasses.SelectMany(static each => each.Settings());

        Assert.Equal(
            [
                new("StorageClasses:INTELLIGENT_TIERING:Pool", "hot"), new("StorageClasses:INTELLIGENT_TIERING:InfrequentAccessPool", "default"),
                new("StorageClasses:INTELLIGENT_TIERING:InfrequentAccessAfterDays", "7"), new("StorageClasses:STANDARD:Pool", "default"), new("StorageClasses:STANDARD:InfrequentAccessPool", "hot"),
            ],
            settings);
        Assert.Null(StoreClasses.JudgePools(store.Spec, ["hot", "cold"]));
        Assert.Contains("in the pool cold,", StoreClasses.JudgePools(store.Spec with { StorageClasses = classes[..1] }, ["hot"])?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_TwoPoolsOfOneClass_TheFirstHasIt() =>
        Assert.Equal("hot", StorePools.Of(Store, [Pool("cold", "STANDARD_IA"), Pool("hot", "STANDARD_IA")])!.PoolOf("STANDARD_IA"));

    [Theory]
    [InlineData("standard_ia")]
    [InlineData("INTELLIGENT_TIERING")]
    [InlineData("A-B")]
    public void Of_ClassThatGatewaysRefuse_IsLeftOut(string name) =>
        Assert.Equal(["STANDARD"], StorePools.Of(Store, [Pool("hot"), Pool("cold", name)])!.Classes.Select(static each => each.Name));

    [Fact]
    public void Of_PoolThatHoldsDataIsNamedNoMore_IsKept()
    {
        var pools = StorePools.Of(Named("hot"), [Bound(Pool("cold", "STANDARD_IA"), "main"), Pool("hot"), Bound(Pool("other"), "other")])!;

        Assert.Equal(["hot", "cold"], pools.Names);
        Assert.Equal(["cold"], pools.Kept.Select(static pool => pool.Metadata.Name));
        Assert.Equal("cold", pools.PoolOf("STANDARD_IA"));
    }

    [Fact]
    public void ClusterNameOf_PoolOfAnOlderMap_IsTheNameThere() =>
        Assert.Equal(("default", "cold"), (StorePools.ClusterNameOf(Bound(Pool("hot"), "main", "default")), StorePools.ClusterNameOf(Pool("cold"))));

    [Fact]
    public void OwnerOf_AnotherStoreNamesAPoolWithData_WhoHasTheDataHasIt()
    {
        var (older, holder) = (Named("hot") with { Metadata = Store.Metadata with { Name = "older", CreationTimestamp = Samples.Now.AddDays(-1) } }, Store);

        Assert.Equal("older", PoolClaims.OwnerOf(Pool("hot"), [holder, older])?.Metadata.Name);
        Assert.Equal("main", PoolClaims.OwnerOf(Bound(Pool("hot"), "main"), [holder, older])?.Metadata.Name);
        Assert.Equal("older", PoolClaims.OwnerOf(Bound(Pool("hot"), "gone"), [holder, older])?.Metadata.Name);
    }

    private static V1Alpha1ObjectStore Named(params string[] pools) => Samples.Store(spec => spec with { Pools = [.. pools.Select(static name => new PoolReference { Name = name })] });

    private static V1Alpha1StoragePool Pool(string name, string? storageClass = null) => Samples.Pool(spec => spec with { StorageClassName = storageClass }, name);

    private static V1Alpha1StoragePool Bound(V1Alpha1StoragePool pool, string store, string? clusterPool = null) =>
        pool with { Status = new StoragePoolStatus { Store = store, ClusterPool = clusterPool ?? pool.Metadata.Name } };

    private static StoreStorageClass Class(string name, string pool, bool? archive = null) => new() { Name = name, Pool = pool, Archive = archive };
}
