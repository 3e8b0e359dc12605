using ObjectStore.AdminApi;
using ObjectStore.Operator.Pools;

namespace ObjectStore.Operator.Tests.Pools;

public sealed class PoolOutcomeTests
{
    [Fact]
    public void IsRedundant_ADeviceGivenUpWhoseFragmentsAreElsewhere_IsTrue() => Assert.True(Outcome(Report()).IsRedundant);

    [Fact]
    public void IsRedundant_AnOldReport_IsFalse() => Assert.False((Outcome(Report()) with { IsReportCurrent = false }).IsRedundant);

    [Theory]
    [InlineData("lost", 2, 0, 0, 0)]
    [InlineData("full", 2, 0, 0, 0)]
    [InlineData("degraded", 1, 0, 0, 0)]
    [InlineData("degraded", 2, 1, 0, 0)]
    [InlineData("degraded", 2, 0, 1, 0)]
    [InlineData("degraded", 2, 0, 0, 1)]
    public void IsRedundant_ADeviceGivenUpAndSomethingMissing_IsFalse(string state, int tolerance, int moves, int fills, int repairs) =>
        Assert.False(Outcome(Report() with
        {
            State = state,
            Profiles = [Profile("4+2", tolerance)],
            PlacesToMove = moves,
            PlacesToFill = fills,
            StripesToRepair = repairs,
        }).IsRedundant);

    [Theory]
    [InlineData("suspect")]
    [InlineData("down")]
    [InlineData("draining")]
    public void IsRedundant_ADeviceInAnyOtherState_IsFalse(string state) =>
        Assert.False(Outcome(Report() with { DevicesByState = new Dictionary<string, int> { ["active"] = 5, ["out"] = 1, [state] = 1 } }).IsRedundant);

    private static PoolOutcome Outcome(PoolInfo report) => new(null, null, null, [], report, true);

    private static PoolInfo Report() => new(
        "default", "degraded", 6_000, 600, 5_000, 3, 3, new Dictionary<string, int> { ["active"] = 6, ["out"] = 1 }, 0, [Profile("4+2", 2), Profile("1+2", 2)], 0, 0, 0, 0);

    private static ProfileInfo Profile(string name, int tolerance) => new(name, new FaultToleranceInfo(1, tolerance, tolerance), 256, 256, 0);
}
