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

    [Theory]
    [InlineData("GLACIER", null, true)]
    [InlineData("DEEP_ARCHIVE", null, true)]
    [InlineData("GLACIER", false, false)]
    [InlineData("FROZEN", true, true)]
    [InlineData("FROZEN", null, false)]
    [InlineData("STANDARD", null, false)]
    public void IsArchive_Class_IsWhatItIsCalledOrSaid(string name, bool? archive, bool expected)
    {
        var options = Options((name, "cold"));
        options.Classes[name].Archive = archive;

        Assert.Equal(expected, StorageClassTable.Make(options).IsArchive(name));
    }

    [Fact]
    public void IsArchive_NoClassOrOneThatIsNotOffered_IsNone()
    {
        Assert.False(StorageClassTable.Always.IsArchive(null));
        Assert.False(StorageClassTable.Always.IsArchive("GLACIER"));
    }

    [Theory]
    [InlineData(null, "GLACIER", true)]
    [InlineData("STANDARD_IA", "DEEP_ARCHIVE", true)]
    [InlineData("GLACIER", "DEEP_ARCHIVE", true)]
    [InlineData("GLACIER", "STANDARD_IA", false)]
    [InlineData("DEEP_ARCHIVE", "GLACIER", false)]
    public void MayMove_OutOfAnArchive_OnlyDeeper(string? from, string to, bool expected)
    {
        var table = StorageClassTable.Make(Options(("STANDARD_IA", "cold"), ("GLACIER", "cold"), ("DEEP_ARCHIVE", "cold")));

        Assert.Equal(expected, table.MayMove(from, to));
    }

    [Theory]
    [InlineData("STANDARD")]
    [InlineData("REDUCED_REDUNDANCY")]
    public void Validate_ArchiveOfWhatNeedsNoClass_IsRefused(string name)
    {
        var options = Options((name, "cold"));
        options.Classes[name].Archive = true;

        Assert.Contains("cannot be archived", Assert.Single(StorageClassTable.Validate(options)), StringComparison.Ordinal);
    }

    private static StorageClassesOptions Options(params (string Name, string Pool)[] classes)
    {
        var options = new StorageClassesOptions();
        foreach (var (name, pool) in classes) options.Classes[name] = new StorageClassOptions { Pool = pool };
        return options;
    }
}
