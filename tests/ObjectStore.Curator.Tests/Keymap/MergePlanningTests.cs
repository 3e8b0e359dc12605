using ObjectStore.Curator.Keymap.Planning;
using ObjectStore.Index.Heat;
using Xunit;

namespace ObjectStore.Curator.Tests.Keymap;

public sealed class MergePlanningTests
{
    private static readonly IndexDatabase[] TwoDatabases = [Planned.Database("a"), Planned.Database("b")];

    [Fact]
    public void Cold_Neighbours_MergeAfterLong()
    {
        var run = new PlannerRun(Planned.Partition(null, "g", 10), Planned.Partition("g", "m", 20), Planned.Partition("m", "t", 5), Planned.Partition("t", null, 500));

        var merge = Assert.IsType<MergePartitions>(Assert.Single(run.NextDecided().Decisions));

        Assert.Equal("g", Planned.KeyOf(merge.Right.Start));
        Assert.Equal(run.Options.MergeAfter + run.Options.Period, run.Now - Planned.Begin);
    }

    [Theory]
    [InlineData(60, 60, 1_000L, 1_000L)]
    [InlineData(1, 1, 3_000_000L, 3_000_000L)]
    [InlineData(1, 1, null, 1L)]
    public void Neighbours_TooHotOrLargeTogetherOrUncounted_StayApart(double left, double right, long? leftKeys, long? rightKeys)
    {
        var run = new PlannerRun(Planned.Partition(null, "g", left, keys: leftKeys), Planned.Partition("g", null, right, keys: rightKeys));

        Assert.Empty(run.RunFor(TimeSpan.FromHours(4)));
    }

    [Fact]
    public void Cold_InDifferentDatabases_MeetWhenTheCopyIsCheap()
    {
        PartitionLoad[] partitions = [Planned.Partition(null, "g", 1, keys: 4_000_000), Planned.Partition("g", "m", 1, "b", keys: 1_000), Planned.Partition("m", null, 1, keys: 3_000_000)];
        var run = new PlannerRun(partitions) { Databases = TwoDatabases };

        var move = Assert.IsType<MovePartition>(Assert.Single(run.NextDecided().Decisions));
        Assert.Equal(("g", "a"), (Planned.KeyOf(move.Partition.Start), move.Database));
        partitions[1] = partitions[1] with { Database = "a", ChangedAt = run.Now };
        Assert.IsType<MergePartitions>(Assert.Single(run.NextDecided().Decisions));

        run = new PlannerRun(Planned.Partition(null, "g", 1), Planned.Partition("g", null, 1, "b")) { Databases = [Planned.Database("a", isReachable: false), Planned.Database("b")] };
        Assert.Empty(run.RunFor(TimeSpan.FromHours(2)));
    }

    [Fact]
    public void Split_ThenCold_MergesAfterTheCooldownOnly()
    {
        var run = new PlannerRun(Planned.Partition(null, null, 1_500) with { Samples = Planned.Samples(HeatKind.Read, Planned.Hashed("k/", 64)) })
        {
            Options = new KeymapOptions { MergeAfter = TimeSpan.FromMinutes(5), BoundaryCooldown = TimeSpan.FromHours(2) },
        };
        var split = Assert.IsType<SplitPartition>(Assert.Single(run.NextDecided().Decisions));
        var splitAt = run.Now;
        string?[] bounds = [null, .. split.Positions.Select(Planned.KeyOf), null];
        run.Partitions = [.. bounds.Zip(bounds.Skip(1)).Select(pair => Planned.Partition(pair.First, pair.Second))];

        Assert.IsType<MergePartitions>(run.NextDecided().Decisions[0]);

        Assert.Equal(TimeSpan.FromHours(2), run.Now - splitAt);
    }

    [Fact]
    public void Merged_ThenHot_SplitsAfterTheCooldownOnly()
    {
        var run = new PlannerRun(Planned.Partition(null, "k/8"), Planned.Partition("k/8", null));
        Assert.IsType<MergePartitions>(Assert.Single(run.NextDecided().Decisions));
        var mergedAt = run.Now;
        run.Partitions = [Planned.Partition(null, null, 5_000) with { Samples = Planned.Samples(HeatKind.Read, Planned.Hashed("k/", 64)) }];

        Assert.IsType<SplitPartition>(Assert.Single(run.NextDecided().Decisions));

        Assert.Equal(run.Options.BoundaryCooldown, run.Now - mergedAt);
    }
}
