using ObjectStore.Core.Stripes;
using Xunit;

namespace ObjectStore.Placement.Tests;

public sealed class PlacementRulesTests
{
    [Theory]
    [InlineData("4+2", new[] { 2, 2, 2 }, 0)]
    [InlineData("1+2", new[] { 1, 1, 1 }, 0)]
    [InlineData("4+2", new[] { 1, 1, 1, 1, 1, 1 }, 0)]
    [InlineData("4+2", new[] { 6 }, 0)]
    [InlineData("1+0", new[] { 1 }, 0)]
    [InlineData("4+4", new[] { 4, 4 }, 0)]
    [InlineData("4+2", new[] { 3, 3 }, 1)]
    [InlineData("4+2", new[] { 2, 2, 1 }, 1)]
    [InlineData("4+2", new[] { 5 }, 1)]
    [InlineData("1+0", new[] { 1, 1 }, 1)]
    [InlineData("4+2", new[] { 2, 2 }, 2)]
    [InlineData("4+2", new int[0], 1)]
    public void Validate_ZonesOfDevices_GivesEveryViolation(string profile, int[] zones, int expected)
    {
        Assert.True(ErasureProfile.TryParse(profile, out var parsed));

        var violations = PlacementRules.Validate(Devices.InZones(zones), new PlacementRequirements { Profiles = [parsed] });

        Assert.Equal(expected, violations.Count);
    }

    [Fact]
    public void Validate_SeveralBadProfiles_ReportsAllAtOnce()
    {
        var requirements = new PlacementRequirements { Profiles = [new(0, 2), new(4, 2), new(20, 4), new(1, 2)], GroupsMax = 2 };

        var violations = PlacementRules.Validate(Devices.InZones(2, 2), requirements);

        Assert.Contains(violations, text => text.StartsWith("0+2 is not", StringComparison.Ordinal));
        Assert.Equal(3, violations.Count(text => text.StartsWith("4+2 ", StringComparison.Ordinal)));
        Assert.Equal(3, violations.Count(text => text.StartsWith("20+4 ", StringComparison.Ordinal)));
        Assert.Single(violations, text => text.StartsWith("1+2 ", StringComparison.Ordinal));
    }
}
