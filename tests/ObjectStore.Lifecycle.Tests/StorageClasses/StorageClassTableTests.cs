using ObjectStore.Lifecycle.StorageClasses;

namespace ObjectStore.Lifecycle.Tests.StorageClasses;

public sealed class StorageClassTableTests
{
    [Fact]
    public void Make_NoSettings_OffersWhatClientsSendAnyway()
    {
        Assert.Equal(["REDUCED_REDUNDANCY", "STANDARD"], StorageClassTable.Always.All.Select(static each => each.Name));
        Assert.Null(StorageClassTable.Always.PoolOf(null));
        Assert.Null(StorageClassTable.Always.PoolOf("GLACIER"));
    }

    [Fact]
    public void Make_StandardIsSet_ReducedRedundancyFollowsIt()
    {
        var table = StorageClassTable.Make(Options(("STANDARD", "fast"), ("STANDARD_IA", "cold")));

        Assert.Equal(("fast", "fast", "fast", "cold"), (PoolOf(null), PoolOf("STANDARD"), PoolOf("REDUCED_REDUNDANCY"), PoolOf("STANDARD_IA")));
        Assert.Equal("fast", PoolOf("NO_LONGER_OFFERED"));
        Assert.Null(table.Find("NO_LONGER_OFFERED"));

        string? PoolOf(string? name) => table.PoolOf(name)?.Value;
    }

    [Theory]
    [InlineData("standard_ia", "cold", "is named in capitals")]
    [InlineData("STANDARD-IA", "cold", "is named in capitals")]
    [InlineData("STANDARD_IA", "", "says which storage pool it is")]
    [InlineData("INTELLIGENT_TIERING", "cold", "is not offered")]
    public void Validate_WrongSetting_SaysWhy(string name, string pool, string reason) =>
        Assert.Contains(reason, Assert.Single(StorageClassTable.Validate(Options((name, pool)))), StringComparison.Ordinal);

    private static StorageClassesOptions Options(params (string Name, string Pool)[] classes)
    {
        var options = new StorageClassesOptions();
        foreach (var (name, pool) in classes) options.Classes[name] = new StorageClassOptions { Pool = pool };
        return options;
    }
}
