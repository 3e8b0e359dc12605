using ObjectStore.Curator.Keymap.Planning;
using ObjectStore.Index.Heat;
using Xunit;

namespace ObjectStore.Curator.Tests.Keymap;

public sealed class SplitPlanningTests
{
    private static readonly HeatSample[] Spread = Planned.Samples(HeatKind.Read, Planned.Hashed("k/", 64));

    [Theory]
    [InlineData(1_100, 2)]
    [InlineData(2_000, 4)]
    [InlineData(50_000, 8)]
    public void Hot_SpreadLoad_SplitsIntoPartsOfHalfTheThreshold(double rate, int parts)
    {
        var run = new PlannerRun(Planned.Partition(null, null, rate) with { Samples = Spread });

        var split = Assert.IsType<SplitPartition>(Assert.Single(run.NextDecided().Decisions));

        Assert.Equal(parts, split.Positions.Count + 1);
        Assert.Equal(Enumerable.Range(1, parts - 1).Select(i => $"k/{i * 256 / parts:x2}".TrimEnd('0')), split.Positions.Select(position => Planned.KeyOf(position).TrimEnd('0')));
    }

    [Fact]
    public void Hot_NotForLong_WaitsUntilItIsSustained()
    {
        var hot = Planned.Partition(null, null, 1_500) with { Samples = Spread };
        var run = new PlannerRun(hot);

        Assert.Empty(run.RunFor(TimeSpan.FromMinutes(2.5)));
        run.Partitions = [hot with { ReadsPerSecond = 900 }];
        run.Next();
        run.Partitions = [hot];
        Assert.Empty(run.RunFor(TimeSpan.FromMinutes(3)));

        Assert.Single(run.Next().Decisions);
    }

    [Fact]
    public void Hot_NobodyLookedForLong_WaitsAgain()
    {
        var run = new PlannerRun(Planned.Partition(null, null, 1_500) with { Samples = Spread });
        run.Next();
        run.Now += TimeSpan.FromHours(1);

        Assert.Empty(run.Next().Decisions);
        run.Now -= TimeSpan.FromDays(1);
        Assert.Empty(run.RunFor(TimeSpan.FromMinutes(2)));
        Assert.Single(run.NextDecided(4).Decisions);
    }

    [Fact]
    public void Hot_LoadInOnePart_SplitsWhereTheLoadIs()
    {
        HeatSample[] samples = [.. Planned.Samples(HeatKind.Read, Planned.Hashed("a/", 4)), .. Planned.Samples(HeatKind.Read, Planned.Hashed("x/", 60))];
        var run = new PlannerRun(Planned.Partition(null, null, 1_200) with { Samples = samples });

        var split = Assert.IsType<SplitPartition>(Assert.Single(run.NextDecided().Decisions));

        Assert.StartsWith("x/7", Planned.KeyOf(Assert.Single(split.Positions)), StringComparison.Ordinal);
    }

    [Fact]
    public void Hot_ChangingOrUnreachableOrJustChanged_IsLeftAlone()
    {
        var hot = Planned.Partition(null, null, 1_500) with { Samples = Spread };

        Assert.Empty(new PlannerRun(hot with { IsChanging = true }).RunFor(TimeSpan.FromMinutes(10)));
        Assert.Empty(new PlannerRun(hot) { Databases = [Planned.Database("a", isReachable: false)] }.RunFor(TimeSpan.FromMinutes(10)));
        Assert.Empty(new PlannerRun(hot with { ChangedAt = Planned.Begin }).RunFor(TimeSpan.FromMinutes(4.5)));
        Assert.Empty(new PlannerRun(hot with { Samples = Spread[..10] }).RunFor(TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public void HotKey_Alone_IsIsolatedThenNamed()
    {
        var samples = Planned.Samples(HeatKind.Read, Enumerable.Repeat("the/key", 50).Concat(Planned.Hashed("the/", 6)));
        var run = new PlannerRun(Planned.Partition(null, null, 3_000) with { Samples = samples });

        var split = Assert.IsType<SplitPartition>(Assert.Single(run.NextDecided().Decisions));
        Assert.Equal(["the/key", "the/key\0"], split.Positions.Select(Planned.KeyOf));

        run.Partitions = [Planned.Partition(null, "the/key"), Planned.Partition("the/key", "the/key\0", 2_900) with { Samples = samples[..50] }, Planned.Partition("the/key\0", null)];
        Assert.Empty(run.RunFor(TimeSpan.FromDays(1)));
        var note = Assert.Single(run.Next().Notes);
        Assert.Equal(PlannerNoteKind.HotKey, note.Kind);
        Assert.Contains("\"the/key\" alone takes 2,900 requests/s", note.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AdvancingKeys_HotWrites_AreNamedAndNotSplit(bool isDescending)
    {
        var run = new PlannerRun();
        KeymapPlan plan = null!;
        for (var round = 0; round < 100; round++)
        {
            var first = isDescending ? 99_999 - 100 * round : 100 * round;
            var samples = Planned.Samples(HeatKind.Write, Enumerable.Range(0, 64).Select(i => $"logs/{first + i:00000}"));
            run.Partitions = [Planned.Partition(null, null) with { WritesPerSecond = 5_000, Samples = samples }];
            plan = run.Next();
            Assert.Empty(plan.Decisions);
        }

        var note = Assert.Single(plan.Notes);
        Assert.Equal(PlannerNoteKind.AdvancingKeys, note.Kind);
        Assert.Contains("logs/", note.Text, StringComparison.Ordinal);
        Assert.Contains(isDescending ? "descending" : "ascending", note.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void AdvancingKeys_WithHotReadsBehind_SplitsTheReads()
    {
        var run = new PlannerRun();
        var decisions = new List<KeymapDecision>();
        for (var round = 0; round < 20 && decisions.Count == 0; round++)
        {
            HeatSample[] samples =
            [
                .. Planned.Samples(HeatKind.Write, Enumerable.Range(0, 20).Select(i => $"z/{100 * round + i:00000}")),
                .. Planned.Samples(HeatKind.Read, Planned.Hashed("a/", 44)),
            ];
            run.Partitions = [Planned.Partition(null, null, 2_200) with { WritesPerSecond = 1_000, Samples = samples }];
            decisions.AddRange(run.Next().Decisions);
        }

        var split = Assert.IsType<SplitPartition>(Assert.Single(decisions));

        Assert.InRange(split.Positions.Count, 2, 7);
        Assert.All(split.Positions, position => Assert.StartsWith("a/", Planned.KeyOf(position), StringComparison.Ordinal));
    }

    [Fact]
    public void FruitlessSplits_HotPartStaysHot_AreTriedEverMoreRarely()
    {
        // Reads that follow what was just written: every split leaves all load in the last part, and no writes tell why.
        var run = new PlannerRun { Options = new KeymapOptions { Period = TimeSpan.FromSeconds(90) } };
        var bound = (string?)null;
        var times = new List<DateTimeOffset>();
        var changedAt = (DateTimeOffset?)null;
        for (var round = 0; round < 40 * 48; round++)
        {
            var samples = Planned.Samples(HeatKind.Read, Enumerable.Range(0, 64).Select(i => $"r/{100 * round + i:0000000}"));
            var hot = Planned.Partition(bound, null, 3_000) with { Samples = samples, ChangedAt = changedAt };
            run.Partitions = bound is null ? [hot] : [Planned.Partition(null, bound), hot];
            var plan = run.Next();
            if (plan.Decisions.OfType<SplitPartition>().SingleOrDefault() is not { } split) continue;
            bound = Planned.KeyOf(split.Positions[^1]);
            changedAt = run.Now;
            times.Add(run.Now);
        }

        Assert.InRange(times.Count, 4, 8);
        Assert.True(times[^1] - times[^2] > TimeSpan.FromHours(10));
    }

    [Fact]
    public void Large_KeySamples_SplitsAtEqualSizesAtOnce()
    {
        var keySamples = Planned.Hashed("k/", 32).Select(key => (ReadOnlyMemory<byte>)Planned.At(key)).ToArray();
        var run = new PlannerRun(Planned.Partition(null, null, keys: 40_000_001) with { KeySamples = keySamples });

        var split = Assert.IsType<SplitPartition>(Assert.Single(run.Next().Decisions));

        Assert.Equal(["k/4", "k/8", "k/c"], split.Positions.Select(Planned.KeyOf));
    }

    [Fact]
    public void Large_KeyWithManyVersions_WeighsAsManyAsItsSamples()
    {
        // Half of all rows are versions of the last key.
        var keySamples = Planned.Hashed("k/", 16).Concat(Enumerable.Repeat("k/ff", 16)).Select(key => (ReadOnlyMemory<byte>)Planned.At(key)).ToArray();
        var run = new PlannerRun(Planned.Partition(null, null, keys: 20_000_001) with { KeySamples = keySamples });

        var split = Assert.IsType<SplitPartition>(Assert.Single(run.Next().Decisions));

        Assert.Equal(["k/f"], split.Positions.Select(Planned.KeyOf).Select(static key => key[..3]));
    }

    [Fact]
    public void Large_NoKeySamples_AsksForThem()
    {
        var plan = new PlannerRun(Planned.Partition(null, null, keys: 30_000_000)).Next();

        Assert.Empty(plan.Decisions);
        Assert.Equal(PlannerNoteKind.KeySamplesNeeded, Assert.Single(plan.Notes).Kind);
    }

    [Fact]
    public void Hot_AsManyPartitionsAsMayBe_IsNotSplit()
    {
        var run = new PlannerRun(Planned.Partition(null, "m", 1_500) with { Samples = Planned.Samples(HeatKind.Read, Planned.Hashed("k/", 64)) }, Planned.Partition("m", null))
        {
            Options = new KeymapOptions { PartitionsMax = 2 },
        };

        Assert.Empty(run.RunFor(TimeSpan.FromMinutes(10)));
        Assert.Equal(PlannerNoteKind.PartitionsMaxReached, Assert.Single(run.Next().Notes).Kind);
    }
}
