using System.Text.Json;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Keymap.Planning;
using ObjectStore.Index.Heat;
using Xunit;

namespace ObjectStore.Curator.Tests.Keymap;

/// <summary>Goal: whatever the planner is given, its decisions can be applied. Method: random keymaps, loads, databases and memories, over several rounds.</summary>
[Trait("Category", "Model")]
public sealed class KeymapPlannerPropertyTests
{
    private const int Cases = 120;

    [Fact]
    public void Plan_RandomInputs_DecisionsAreAlwaysValid()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("OBJECTSTORE_TEST_SEED"), out var replay) ? replay : Random.Shared.Next();
        var decided = new Dictionary<string, int>();
        for (var i = 0; i < Cases; i++)
        {
            var random = new Random(seed + i);
            var isQuiet = random.Next(3) == 0;
            var options = RandomOptions(random);
            var memory = PlannerMemory.Empty;
            var load = RandomLoad(random, Planned.Begin);
            for (var round = 0; round < 12; round++)
            {
                load = Change(random, load, isQuiet);
                var plan = KeymapPlanner.Plan(load, memory, options);
                var again = KeymapPlanner.Plan(load, memory, options);
                if (FirstBrokenRule(load, memory, options, plan) is { } broken) Assert.Fail($"OBJECTSTORE_TEST_SEED={seed + i}, round {round}: {broken}");
                Assert.Equal(plan.Decisions.Select(Describe), again.Decisions.Select(Describe));
                foreach (var decision in plan.Decisions) decided[decision.GetType().Name] = decided.GetValueOrDefault(decision.GetType().Name) + 1;
                memory = Restored(plan.Memory);
            }
        }

        // A test in which hardly anything is decided would prove nothing.
        Assert.True(decided.Count == 3 && decided.Values.All(count => count > 20), string.Join(' ', decided));
    }

    /// <summary>A rule that the plan breaks, if it breaks any.</summary>
    private static string? FirstBrokenRule(KeymapLoad load, PlannerMemory before, KeymapOptions options, KeymapPlan plan)
    {
        var touched = new HashSet<ReadOnlyMemory<byte>>(Positions.Order);
        foreach (var decision in plan.Decisions)
        {
            PartitionLoad[] partitions = decision switch
            {
                SplitPartition split => [split.Partition],
                MovePartition move => [move.Partition],
                MergePartitions merge => [merge.Left, merge.Right],
                _ => [],
            };
            if (decision.Reason.Length == 0) return "a reason is missing";
            if (!partitions.All(partition => touched.Add(partition.Start))) return "two decisions on one partition";
            if (partitions.Any(partition => partition.IsChanging || partition.MovingTo is not null)) return "a partition that is changing changes";
            if (partitions.Any(partition => load.At - partition.ChangedAt < options.SettleFor)) return "a partition has not settled";
            if (partitions.Any(partition => !load.Databases.Any(database => database.Name == partition.Database && database.IsReachable))) return "a database does not answer";
            if (Broken(load, options, decision) is { } broken) return broken;
        }

        var splits = plan.Decisions.OfType<SplitPartition>().ToArray();
        if (splits.Length + plan.Decisions.OfType<MergePartitions>().Count() > options.ChangesPerRoundMax) return "too many changes";
        if (splits.Length > 0 && load.Partitions.Count + splits.Sum(split => split.Positions.Count) > options.PartitionsMax) return "too many partitions";
        return BrokenMoves(load, before, options, plan);
    }

    private static string? Broken(KeymapLoad load, KeymapOptions options, KeymapDecision decision)
    {
        switch (decision)
        {
            case SplitPartition split:
                if (split.Positions.Count < 1 || split.Positions.Count >= options.SplitChildrenMax + 1) return "a number of parts";
                if (!split.Positions.All(position => Positions.IsInside(position, split.Partition.Start, split.Partition.End))) return "a boundary is outside";
                if (!split.Positions.All(position => position.Length >= Positions.BucketBytes)) return "a boundary is too short";
                return split.Positions.Zip(split.Positions.Skip(1)).All(pair => Positions.Order.Compare(pair.First, pair.Second) < 0) ? null : "boundaries do not ascend";
            case MovePartition move:
                var target = load.Databases.SingleOrDefault(database => database.Name == move.Database);
                return target is { IsDraining: false, IsReachable: true } && move.Database != move.Partition.Database ? null : "a target";
            case MergePartitions merge:
                if (merge.Left.Database != merge.Right.Database) return "neighbours in different databases";
                return Positions.Order.Equals(merge.Left.End, merge.Right.Start) && !merge.Right.Start.IsEmpty ? null : "no neighbours";
            default:
                return "an unknown decision";
        }
    }

    private static string? BrokenMoves(KeymapLoad load, PlannerMemory before, KeymapOptions options, KeymapPlan plan)
    {
        var moves = plan.Decisions.OfType<MovePartition>().Count();
        if (moves == 0) return null;
        if (moves + load.Partitions.Count(partition => partition.MovingTo is not null) > options.MovesInParallelMax) return "too many moves at once";
        return moves + before.Moves.Count(at => load.At - at < TimeSpan.FromHours(1)) > options.MovesPerHourMax ? "too many moves in an hour" : null;
    }

    private static KeymapLoad RandomLoad(Random random, DateTimeOffset at)
    {
        var bounds = Enumerable.Range(0, random.Next(0, 20)).Select(_ => RandomPosition(random, 1)).Distinct(Positions.Order).Order(Positions.Order).ToArray();
        IndexDatabase[] databases = [.. Enumerable.Range(0, random.Next(1, 5)).Select(i => new IndexDatabase($"d{i}", random.Next(6) == 0, random.Next(1, 4), random.Next(6) != 0))];
        var partitions = Enumerable.Range(0, bounds.Length + 1).Select(i => new PartitionLoad
        {
            Start = i == 0 ? default : bounds[i - 1],
            End = i == bounds.Length ? default : bounds[i],
            Epoch = new Epoch(1),
            Database = random.Next(20) == 0 ? "unknown" : $"d{random.Next(databases.Length)}",
        });
        return new KeymapLoad(at, [.. partitions], databases);
    }

    private static KeymapLoad Change(Random random, KeymapLoad load, bool isQuiet)
    {
        var at = load.At + TimeSpan.FromMinutes(random.Next(20) == 0 ? random.Next(-100, 300) : 1);
        var isSteady = random.Next(3) != 0;
        return load with
        {
            At = at,
            Partitions = [.. load.Partitions.Select(partition => isSteady && partition.Samples.Count > 0 ? partition : Load(random, partition, at, isQuiet))],
        };
    }

    private static PartitionLoad Load(Random random, PartitionLoad partition, DateTimeOffset at, bool isQuiet)
    {
        var isHot = !isQuiet && random.Next(3) == 0;
        return partition with
        {
            ReadsPerSecond = random.Next(isHot ? 5_000 : 20),
            WritesPerSecond = random.Next(isHot ? 3_000 : 5),
            Keys = random.Next(5) == 0 ? null : random.NextInt64(!isQuiet && random.Next(3) == 0 ? 200_000_000 : 2_000),
            Samples = [.. Enumerable.Range(0, random.Next(1, 70)).Select(_ => RandomSample(random, partition))],
            KeySamples = [.. Enumerable.Range(0, random.Next(20)).Select(_ => RandomWithin(random, partition)).Order(Positions.Order)],
            ChangedAt = random.Next(4) == 0 ? at - TimeSpan.FromMinutes(random.Next(-5, 20)) : null,
            IsChanging = random.Next(12) == 0,
            MovingTo = random.Next(12) == 0 ? "d0" : null,
        };
    }

    private static HeatSample RandomSample(Random random, PartitionLoad partition) =>
        new(RandomWithin(random, partition), (HeatKind)random.Next(2), random.Next(1, random.Next(8) == 0 ? 500 : 5));

    private static ReadOnlyMemory<byte> RandomWithin(Random random, PartitionLoad partition)
    {
        // Now and then one outside, or of no key, as a stale gateway might send.
        if (random.Next(30) == 0 || partition.Start.IsEmpty) return RandomPosition(random, random.Next(2) * Positions.BucketBytes);
        byte[] position = [.. partition.Start.Span, .. new byte[Positions.BucketBytes], (byte)random.Next(256), (byte)random.Next(3)];
        return position;
    }

    private static ReadOnlyMemory<byte> RandomPosition(Random random, int lengthMin)
    {
        var position = new byte[random.Next(lengthMin, Positions.BucketBytes + 6)];
        for (var i = Positions.BucketBytes - 1; i < position.Length; i++) position[i] = (byte)random.Next(random.Next(2) == 0 ? 256 : 3);
        return position;
    }

    private static KeymapOptions RandomOptions(Random random) => new()
    {
        Period = TimeSpan.FromMinutes(1),
        SustainedFor = TimeSpan.FromMinutes(random.Next(2, 5)),
        MergeAfter = TimeSpan.FromMinutes(random.Next(2, 10)),
        BoundaryCooldown = TimeSpan.FromMinutes(random.Next(2, 60)),
        MoveCooldown = TimeSpan.FromMinutes(random.Next(2, 60)),
        SplitChildrenMax = random.Next(2, 9),
        PartitionsMax = random.Next(10, 60),
        MovesInParallelMax = random.Next(0, 6),
        MovesPerHourMax = random.Next(0, 20),
        ChangesPerRoundMax = random.Next(1, 10),
    };

    /// <summary>The memory as it is when it has been stored in between.</summary>
    private static PlannerMemory Restored(PlannerMemory memory) => JsonSerializer.Deserialize<PlannerMemory>(JsonSerializer.Serialize(memory))!;

    private static string Describe(KeymapDecision decision) => decision switch
    {
        SplitPartition split => $"split {Positions.Describe(split.Partition.Start)} at {string.Join(' ', split.Positions.Select(Positions.Describe))}",
        MovePartition move => $"move {Positions.Describe(move.Partition.Start)} to {move.Database}",
        MergePartitions merge => $"merge {Positions.Describe(merge.Left.Start)}",
        _ => "unknown",
    };
}
