using Xunit;

namespace ObjectStore.Simulation.Tests.Bugs;

/// <summary>The simulation finds bugs that are there: each is planted, and some seed of not too many must show it.</summary>
public sealed class PlantedBugTests
{
    private const int FirstSeed = 1;

    [Fact]
    public void Run_AcknowledgesBeforeFlush_IsFound() => AssertFound(static () => new AcknowledgesEarly(), seedsMax: 60);

    [Fact]
    public void Run_QuorumByCount_IsFound() => AssertFound(static () => new CountsQuorum(), seedsMax: 60);

    [Fact]
    public void Run_RepairDoesNotVerify_IsFound() => AssertFound(static () => new RepairsUnverified(), seedsMax: 60);

    [Fact]
    public void Run_ChargesAreForgotten_IsFound() => AssertFound(static () => new ForgetsCharges(), seedsMax: 60);

    [Fact]
    public void Run_ClassInTheWrongPool_IsFound() => AssertFound(static () => new MistakesPools(), seedsMax: 60);

    private static void AssertFound(Func<PlantedBugs> plant, int seedsMax)
    {
        for (var seed = FirstSeed; seed < FirstSeed + seedsMax; seed++)
        {
            var result = SimulationRun.Run(seed, plant());
            if (result.Violations.Count == 0) continue;
            TestContext.Current.TestOutputHelper?.WriteLine($"found by {result}: {result.Violations[0]}");
            return;
        }

        Assert.Fail($"not found in {seedsMax} seeds");
    }
}
