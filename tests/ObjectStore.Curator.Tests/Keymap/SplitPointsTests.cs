using ObjectStore.Curator.Keymap.Planning;
using ObjectStore.Index.Heat;
using Xunit;

namespace ObjectStore.Curator.Tests.Keymap;

public sealed class SplitPointsTests
{
    [Fact]
    public void Choose_HeavyKeyAmongLight_CutsBesideIt()
    {
        var boundaries = SplitPoints.Choose(Weighted(("a", 1), ("b", 1), ("c", 6), ("d", 1), ("e", 1)), 3);

        Assert.Equal(["c", "d"], boundaries.Select(Planned.KeyOf));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void Choose_NearlyAllInOneKey_FindsNothing(int parts)
    {
        Assert.Empty(SplitPoints.Choose(Weighted(("a", 4), ("b", 92), ("c", 4)), parts));
        Assert.Empty(SplitPoints.Choose(Weighted(("a", 1)), parts));
        Assert.Empty(SplitPoints.Choose([], parts));
    }

    [Theory]
    [InlineData("photos/2026/a.jpg", "photos/2026/b.jpg", "photos/2026/b")]
    [InlineData("a", "abc", "ab")]
    [InlineData("x/ä", "x/ö", null)]
    public void Separate_TwoKeys_GivesTheShortestBetween(string left, string right, string? expected)
    {
        var boundary = Positions.Separate(Planned.At(left), Planned.At(right));

        Assert.True(Positions.Order.Compare(Planned.At(left), boundary) < 0 && Positions.Order.Compare(boundary, Planned.At(right)) <= 0);
        if (expected is not null) Assert.Equal(expected, Planned.KeyOf(boundary));
    }

    [Fact]
    public void Separate_TwoBuckets_CutsAtTheBucket()
    {
        byte[] other = [0, 0, 0, 0, 0, 0, 1, 0, (byte)'z'];

        Assert.Equal(other[..8], Positions.Separate(Planned.At("a"), other).ToArray());
    }

    [Fact]
    public void Isolate_KeyAtTheBounds_GivesWhatIsMissing()
    {
        Assert.Equal(["k", "k\0"], SplitPoints.Isolate(Planned.Partition(null, null), Planned.At("k")).Select(Planned.KeyOf));
        Assert.Equal(["k\0"], SplitPoints.Isolate(Planned.Partition("k", null), Planned.At("k")).Select(Planned.KeyOf));
        Assert.Empty(SplitPoints.Isolate(Planned.Partition("k", "k\0"), Planned.At("k")));
    }

    /// <summary>Goal: parts of nearly equal weight wherever the positions allow it. Method: random weights, none larger than a twentieth of a part.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Choose_ManyLightPositions_GivesEvenParts(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            var parts = random.Next(2, 9);
            var positions = Weighted([.. Enumerable.Range(0, 40 * parts).Select(i => ($"{i:0000}", 1 + random.NextDouble()))]);

            var boundaries = SplitPoints.Choose(positions, parts);

            Assert.Equal(parts - 1, boundaries.Count);
            var weights = new double[parts];
            foreach (var each in positions) weights[boundaries.Count(boundary => Positions.Order.Compare(boundary, each.Position) <= 0)] += each.Weight;
            Assert.All(weights, weight => Assert.InRange(weight, 0.9 * weights.Average(), 1.1 * weights.Average()));
        }
    }

    [Fact]
    public void Gather_SamplesOutsideOrTwice_GivesDistinctOnesInside()
    {
        HeatSample[] samples = [.. Planned.Samples(HeatKind.Read, "b", "a", "z", "b", "m"), new HeatSample(new byte[] { 1 }, HeatKind.Read, 1)];

        var gathered = SplitPoints.Gather(Planned.Partition("b", "n") with { Samples = samples });

        Assert.Equal([("b", 2), ("m", 1)], gathered.Select(each => (Planned.KeyOf(each.Position), each.Weight)));
    }

    private static WeightedPosition[] Weighted(params (string Key, double Weight)[] items) => [.. items.Select(item => new WeightedPosition(Planned.At(item.Key), item.Weight))];
}
