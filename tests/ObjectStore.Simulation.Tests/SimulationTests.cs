using System.Globalization;
using Xunit;

namespace ObjectStore.Simulation.Tests;

/// <summary>The whole store under faults, for some seeds that are always the same and some that are not.</summary>
/// <remarks>OBJECTSTORE_SIMULATION_SEEDS is how many seeds the soak takes, OBJECTSTORE_SIMULATION_SEED the first or, for the replay, the only one.</remarks>
public sealed class SimulationTests
{
    private const int FixedSeeds = 18;
    private const int RandomSeeds = 4;
    private const int SoakSeeds = 2000;

    public static IEnumerable<TheoryDataRow<int>> Parts => [0, 1, 2];

    private static int? GivenSeed => NumberOf("OBJECTSTORE_SIMULATION_SEED");

    [Theory]
    [MemberData(nameof(Parts))]
    public void Run_FixedSeeds_KeepEveryPromise(int part) => RunSeeds(1 + (part * FixedSeeds / 3), FixedSeeds / 3);

    [Fact]
    public void Run_RandomSeeds_KeepEveryPromise() => RunSeeds(Random.Shared.Next(), RandomSeeds);

    [Fact]
    [Trait("Category", "Soak")]
    public void Run_ManySeeds_KeepEveryPromise() => RunSeeds(GivenSeed ?? Random.Shared.Next(), NumberOf("OBJECTSTORE_SIMULATION_SEEDS") ?? (GivenSeed is null ? SoakSeeds : 1));

    /// <summary>Whatever is not decided by the seed (another thread, real time, an unseeded choice) shows as a difference sooner or later.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void Run_SameSeedTwice_HappensTheSame(int seed)
    {
        var first = SimulationRun.Run(seed);
        var second = SimulationRun.Run(seed);

        Assert.Equal(first.TraceHash, second.TraceHash);
        Assert.Equal(first.ToString(), second.ToString());
        Assert.NotEqual(first.TraceHash, SimulationRun.Run(seed + 1).TraceHash);
    }

    private static void RunSeeds(int first, int count)
    {
        Print($"seeds {first} to {unchecked(first + count - 1)}");
        var failed = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var result = Run(unchecked(first + i));
            Print(result.ToString());
            if (result.Violations.Count > 0) failed.Add(Describe(result));
        }

        Assert.True(failed.Count == 0, $"{failed.Count} of {count} seeds failed\n{string.Join("\n\n", failed.Take(3))}");
    }

    /// <summary>A run that breaks off is a failed one, and its seed is told like any other's.</summary>
    private static SimulationResult Run(int seed)
    {
        try
        {
            return SimulationRun.Run(seed);
        }
        catch (Exception exception)
        {
            return new SimulationResult(seed, "broken off", 0, 0, 0, 0, 0, 0, [exception.ToString()], "");
        }
    }

    private static string Describe(SimulationResult result) =>
        $"{result}\nmake test-sim SEED={result.Seed} replays it\n{string.Join('\n', result.Violations)}\nthe last events:\n{result.Trace}";

    private static void Print(string line)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (NumberOf("OBJECTSTORE_SIMULATION_SEEDS") is not null || GivenSeed is not null) Console.WriteLine(line);
    }

    private static int? NumberOf(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
