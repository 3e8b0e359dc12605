using System.Globalization;
using ObjectStore.Core.Identifiers;
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
    [InlineData("INTELLIGENT_TIERING", "cold", "is only offered with InfrequentAccessPool")]
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
    [InlineData("A", "hot", null, "is another storage pool")]
    [InlineData("A", "", 3, "needs InfrequentAccessPool")]
    [InlineData("A", "cold", 0, "is between 1 and 36500")]
    [InlineData("A", "cold", 36_501, "is between 1 and 36500")]
    [InlineData("GLACIER", "cold", null, "what is archived is not moved")]
    public void Validate_WrongTiers_SaysWhy(string name, string pool, int? days, string reason)
    {
        var options = Options((name, "hot"));
        (options.Classes[name].InfrequentAccessPool, options.Classes[name].InfrequentAccessAfterDays) = (pool, days);

        Assert.Contains(reason, Assert.Single(StorageClassTable.Validate(options)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 30)]
    [InlineData(1, 1)]
    public void TieringOf_ClassWithTwoPools_IsAsSaid(int? days, int expected)
    {
        var options = Options(("STANDARD", "hot"), ("STANDARD_IA", "cold"));
        (options.Classes["STANDARD"].InfrequentAccessPool, options.Classes["STANDARD"].InfrequentAccessAfterDays) = ("cold", days);
        var table = StorageClassTable.Make(options);

        Assert.True(table.HasTiering);
        Assert.False(StorageClassTable.Always.HasTiering);
        Assert.Equal(new StorageTiering(new PoolName("cold"), expected), table.TieringOf(null));
        Assert.Equal(table.TieringOf(null), table.TieringOf("REDUCED_REDUNDANCY"));
        Assert.Null(table.TieringOf("STANDARD_IA"));
        Assert.Null(table.TieringOf("NO_LONGER_OFFERED"));
    }

    /// <summary>Days end at midnight, and the one after the last noted read counts for none.</summary>
    [Theory]
    [InlineData("2026-01-04T23:59:59Z", false)]
    [InlineData("2026-01-05T00:00:00Z", true)]
    public void IsInfrequent_DaysAfterTheLastRead_AreOver(string now, bool expected)
    {
        var moment = new LifecycleMoment(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture), LifecycleCalendar.Real, TransitionBytesMin: 0);

        Assert.Equal(expected, new StorageTiering(new PoolName("cold"), 2).IsInfrequent(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero), moment));
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
