using ObjectStore.Curator.Keymap.Planning;
using Xunit;

namespace ObjectStore.Curator.Tests.Keymap.Simulation;

/// <summary>Goal: under each kind of traffic the keymap settles within bounds. Method: the planner alone against a simulated keymap in virtual time.</summary>
[Trait("Category", "Model")]
public sealed class KeymapSimulationTests
{
    private const double ImbalanceMax = 1.5;
    private static readonly KeymapOptions Options = new() { Period = TimeSpan.FromMinutes(1) };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AscendingKeys_HalfADay_SplitBySizeOnlyAndAreNamed(int seed)
    {
        var workload = new AscendingWorkload(new SimulatedPrefix("logs/2026-", 10, 10), 5_000, isReversed: false);
        var simulation = new KeymapSimulation(workload, databases: 4, Options, seed);

        simulation.RunFor(TimeSpan.FromHours(12));

        // 216 million keys, in parts of 10 to 20 million.
        AssertBounds(simulation, partitionsMax: 30);
        var note = Assert.Single(simulation.Notes, note => note.Kind == PlannerNoteKind.AdvancingKeys);
        Assert.Contains("logs/2026-", note.Text, StringComparison.Ordinal);
        Assert.Contains("Reverse or hash", note.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ReversedKeys_SameRate_SpreadOverAllDatabases(int seed)
    {
        var workload = new AscendingWorkload(new SimulatedPrefix("logs/", 10, 10), 8_000, isReversed: true);
        var simulation = new KeymapSimulation(workload, databases: 4, Options, seed);

        simulation.RunFor(TimeSpan.FromHours(6));

        AssertBounds(simulation, partitionsMax: 32);
        AssertBalanced(simulation);
        Assert.Empty(simulation.Notes);
        Assert.Equal(8, simulation.MostParts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void HashedPrefixes_DatabaseAddedAndDrained_StayBalanced(int seed)
    {
        SimulatedPrefix[] prefixes = [.. Enumerable.Range(0, 12).Select(i => new SimulatedPrefix($"app-{i:x}/", 16, 8))];
        var simulation = new KeymapSimulation(new SpreadWorkload(prefixes, 3e7, (_, _) => 1_000), databases: 5, Options, seed);

        simulation.RunFor(TimeSpan.FromHours(3));
        AssertBounds(simulation, partitionsMax: 40);
        AssertBalanced(simulation);

        simulation.Databases.Add(new IndexDatabase("new", false, 1, true));
        simulation.RunFor(TimeSpan.FromHours(2));
        Assert.InRange(simulation.PartitionsOf("new"), 2, 10);
        AssertBalanced(simulation);

        simulation.Databases[1] = simulation.Databases[1] with { IsDraining = true };
        simulation.RunFor(TimeSpan.FromHours(2));
        Assert.Equal(0, simulation.PartitionsOf("db001"));
        AssertBounds(simulation, partitionsMax: 40);
        AssertBalanced(simulation);

        var (splits, moves) = (simulation.Splits, simulation.Moves.Count);
        simulation.RunFor(TimeSpan.FromHours(4));
        Assert.True(simulation.Splits - splits <= 2 && simulation.Moves.Count - moves <= 4, simulation.Table());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void OneHotKey_HalfADay_IsCutOutOnceAndNamed(int seed)
    {
        var workload = new SpreadWorkload([new SimulatedPrefix("site/", 16, 8)], 1e6, (_, _) => 1_500) { HotKeyRate = 4_000 };
        var simulation = new KeymapSimulation(workload, databases: 3, Options, seed);

        simulation.RunFor(TimeSpan.FromHours(12));

        AssertBounds(simulation, partitionsMax: 10);
        Assert.Contains(simulation.Partitions, partition => partition.Start.AsSpan().SequenceEqual(workload.HotKey) && partition.End.Length == workload.HotKey.Length + 1);
        Assert.Equal(workload.HotKey, Assert.Single(simulation.Notes, note => note.Kind == PlannerNoteKind.HotKey).Prefix.ToArray());
    }

    /// <summary>Six regions, each busy in its own part of the day: what was hot in the morning is cold in the evening and merges.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TrafficThatFollowsTheSun_TwoDays_SplitsAndMergesWithoutFlapping(int seed)
    {
        SimulatedPrefix[] regions = [.. ((string[])["africa/", "america/", "asia/", "australia/", "europe/", "pacific/"]).Select(name => new SimulatedPrefix(name, 16, 8))];
        var workload = new SpreadWorkload(regions, 3e6, (region, at) => 4_000 * Math.Pow(Math.Max(0, Math.Cos(2 * Math.PI * (at.TotalHours / 24 - region / 6.0))), 2));
        var simulation = new KeymapSimulation(workload, databases: 4, Options, seed) { RequestsOfRound = 1_000 };

        simulation.RunFor(TimeSpan.FromDays(1));
        var imbalances = new List<double>();
        for (var hour = 0; hour < 24; hour++)
        {
            simulation.RunFor(TimeSpan.FromHours(1));
            imbalances.Add(simulation.MeasureImbalance());
        }

        AssertBounds(simulation, partitionsMax: 64);
        Assert.True(simulation.Merges >= 15, simulation.Table());
        Assert.True(imbalances.Count(imbalance => imbalance <= ImbalanceMax) >= 0.95 * imbalances.Count, simulation.Table());
    }

    /// <summary>Without memory of what was split, every pause would merge what the next burst splits again.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void BurstsWithPauses_ADay_KeepTheirBoundaries(int seed)
    {
        var workload = new SpreadWorkload([new SimulatedPrefix("batch/", 16, 8)], 1e6, (_, at) => at.TotalMinutes % 40 < 20 ? 4_000 : 5);
        var simulation = new KeymapSimulation(workload, databases: 3, Options, seed) { RequestsOfRound = 1_000 };

        simulation.RunFor(TimeSpan.FromDays(1));

        AssertBounds(simulation, partitionsMax: 16);
        Assert.True(simulation.Splits <= 6 && simulation.Merges == 0 && simulation.Moves.Count <= 24, simulation.Table());
    }

    [Fact]
    public void BillionKeys_TwoHundredDatabases_SettleInBalance()
    {
        var options = new KeymapOptions { Period = TimeSpan.FromMinutes(1), MovesInParallelMax = 32, MovesPerHourMax = 240 };
        SimulatedPrefix[] prefixes = [.. Enumerable.Range(0, 50).Select(i => new SimulatedPrefix($"tenant-{i:00}/", 16, 10))];
        var workload = new SpreadWorkload(prefixes, 1e9, (prefix, _) => 2_000 + 160 * prefix);
        var simulation = new KeymapSimulation(workload, databases: 200, options, seed: 1) { RequestsOfRound = 16_000 };

        simulation.RunFor(TimeSpan.FromHours(5));

        Assert.True(simulation.Moves.Count(at => simulation.Now - at < TimeSpan.FromHours(1)) <= 20, simulation.Table());
        Assert.True(simulation.MovesOfAnHourMost <= options.MovesPerHourMax, simulation.Table());
        AssertBounds(simulation, partitionsMax: 1_000, options);
        AssertBalanced(simulation);
    }

    private static void AssertBounds(KeymapSimulation simulation, int partitionsMax, KeymapOptions? options = null)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(simulation.Table());
        Assert.True(simulation.PartitionsMost <= partitionsMax, $"{simulation.PartitionsMost} partitions\n{simulation.Table()}");
        Assert.True(simulation.MovesOfAnHourMost <= (options ?? Options).MovesPerHourMax, $"{simulation.MovesOfAnHourMost} moves in an hour\n{simulation.Table()}");
        Assert.True(simulation.Flaps.Count == 0, simulation.Table());
    }

    private static void AssertBalanced(KeymapSimulation simulation)
    {
        var imbalance = simulation.MeasureImbalance();
        Assert.True(imbalance <= ImbalanceMax, $"max/mean {imbalance:0.00}\n{simulation.Table()}");
    }
}
