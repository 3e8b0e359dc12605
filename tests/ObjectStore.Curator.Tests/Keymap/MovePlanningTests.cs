using ObjectStore.Curator.Keymap.Planning;
using Xunit;

namespace ObjectStore.Curator.Tests.Keymap;

public sealed class MovePlanningTests
{
    private static readonly PartitionLoad[] Four =
    [
        Planned.Partition(null, "g", 400), Planned.Partition("g", "m", 300), Planned.Partition("m", "t", 200), Planned.Partition("t", null, 100),
    ];

    [Fact]
    public void Imbalance_TwoDatabases_MovesWhatEvensThemOut()
    {
        var run = new PlannerRun(Four) { Databases = [Planned.Database("a"), Planned.Database("b")] };

        var plan = run.NextDecided();

        // 1,000 against 0: 400 leaves 600 to 400, and then 100 evens them out.
        Assert.Equal([(400.0, "b"), (100.0, "b")], plan.Decisions.Cast<MovePartition>().Select(move => (move.Partition.RequestsPerSecond, move.Database)));
        Assert.Equal(Planned.Begin + TimeSpan.FromMinutes(3.5), run.Now);
    }

    [Fact]
    public void Imbalance_Weights_CountInProportion()
    {
        var run = new PlannerRun(Four) { Databases = [Planned.Database("a", weight: 9), Planned.Database("b")] };

        var move = Assert.IsType<MovePartition>(Assert.Single(run.NextDecided().Decisions));

        Assert.Equal(100, move.Partition.RequestsPerSecond);
    }

    [Theory]
    [InlineData(510, 490)]
    [InlineData(600, 400)]
    public void Imbalance_WithinTheBand_MovesNothing(double left, double right)
    {
        var run = new PlannerRun(Planned.Partition(null, "d", left / 2), Planned.Partition("d", "g", left / 2), Planned.Partition("g", null, right, "b"))
        {
            Databases = [Planned.Database("a"), Planned.Database("b")],
        };

        Assert.Empty(run.RunFor(TimeSpan.FromHours(5)));
    }

    [Fact]
    public void Imbalance_OneHotPartition_DoesNotWander()
    {
        var run = new PlannerRun(Planned.Partition(null, "g", 900), Planned.Partition("g", null, 0, "b")) { Databases = [Planned.Database("a"), Planned.Database("b")] };

        Assert.Empty(run.RunFor(TimeSpan.FromHours(5)));
    }

    [Fact]
    public void Imbalance_LittleLoad_IsNotWorthACopy()
    {
        var run = new PlannerRun([.. Four.Select(each => each with { ReadsPerSecond = each.ReadsPerSecond / 20 })]) { Databases = [Planned.Database("a"), Planned.Database("b")] };

        Assert.Empty(run.RunFor(TimeSpan.FromMinutes(30)));
    }

    [Fact]
    public void MovesUnderWay_CountForTheirTargetAndTheLimit()
    {
        var run = new PlannerRun(Four[0], Four[1], Four[2] with { MovingTo = "b", IsChanging = true }, Four[3])
        {
            Databases = [Planned.Database("a"), Planned.Database("b")],
            Options = new KeymapOptions { MovesInParallelMax = 2 },
        };

        // 800 against 200.
        var move = Assert.IsType<MovePartition>(Assert.Single(run.NextDecided(20).Decisions));
        Assert.Equal(300, move.Partition.RequestsPerSecond);

        run = new PlannerRun(run.Partitions) { Databases = run.Databases, Options = new KeymapOptions { MovesInParallelMax = 1 } };
        Assert.Empty(run.RunFor(TimeSpan.FromMinutes(20)));
    }

    [Fact]
    public void MovesPerHour_AreLimited()
    {
        PartitionLoad[] many = [.. Enumerable.Range(0, 40).Select(i => Planned.Partition(i == 0 ? null : $"{i:00}", i == 39 ? null : $"{i + 1:00}", 60))];
        var run = new PlannerRun(many)
        {
            Databases = [Planned.Database("a", isDraining: true), Planned.Database("b")],
            Options = new KeymapOptions { MovesPerHourMax = 10 },
        };

        Assert.Equal(10, run.RunFor(TimeSpan.FromMinutes(59)).Count);
        Assert.Equal(10, run.RunFor(TimeSpan.FromMinutes(60)).Count);
    }

    [Fact]
    public void Draining_ReachableTarget_IsEmptiedAtOnceHottestFirst()
    {
        var run = new PlannerRun(Four) { Databases = [Planned.Database("a", isDraining: true), Planned.Database("b"), Planned.Database("c"), Planned.Database("d", isReachable: false)] };

        var moves = run.Next().Decisions.Cast<MovePartition>().ToArray();

        Assert.Equal([(400.0, "b"), (300.0, "c"), (200.0, "c"), (100.0, "b")], moves.Select(move => (move.Partition.RequestsPerSecond, move.Database)));
    }

    [Fact]
    public void Draining_NoTargetOrUnreachable_IsNoted()
    {
        var noTarget = new PlannerRun(Four) { Databases = [Planned.Database("a", isDraining: true), Planned.Database("b", isReachable: false)] }.Next();
        var unreachable = new PlannerRun(Four) { Databases = [Planned.Database("a", isDraining: true, isReachable: false), Planned.Database("b")] }.Next();

        Assert.Empty(noTarget.Decisions);
        Assert.Empty(unreachable.Decisions);
        Assert.Equal(PlannerNoteKind.DrainBlocked, Assert.Single(noTarget.Notes).Kind);
        Assert.Equal(PlannerNoteKind.DrainBlocked, Assert.Single(unreachable.Notes).Kind);
    }

    [Fact]
    public void KeysAtRest_ManyOfThem_SpreadToo()
    {
        var run = new PlannerRun([.. Four.Select(each => each with { ReadsPerSecond = 0, Keys = 15_000_000 })]) { Databases = [Planned.Database("a"), Planned.Database("b")] };

        Assert.Equal(2, run.NextDecided(20).Decisions.Count);
    }

    [Fact]
    public void Moved_Partition_StaysForTheCooldown()
    {
        var run = new PlannerRun(Four) { Databases = [Planned.Database("a"), Planned.Database("b")] };
        var moved = run.NextDecided().Decisions.Cast<MovePartition>().Select(move => move.Partition.Start.ToArray()).ToArray();
        var movedAt = run.Now;
        run.Partitions =
        [
            .. Four.Select(each => moved.Any(start => each.Start.Span.SequenceEqual(start))
                ? each with { Database = "b", ReadsPerSecond = 500, ChangedAt = run.Now }
                : each with { ReadsPerSecond = 1 }),
        ];

        run.NextDecided();

        Assert.InRange(run.Now - movedAt, run.Options.MoveCooldown, run.Options.MoveCooldown + run.Options.Period);
    }
}
