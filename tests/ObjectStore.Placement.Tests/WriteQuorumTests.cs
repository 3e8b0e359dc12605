using System.Numerics;
using ObjectStore.Core.Identifiers;
using Xunit;

namespace ObjectStore.Placement.Tests;

public sealed class WriteQuorumTests
{
    [Theory]
    [InlineData("abcabc", 4, 0b111111u, true)]
    [InlineData("abcabc", 4, 0b111110u, false)]
    [InlineData("abc", 1, 0b111u, true)]
    [InlineData("abc", 1, 0b011u, true)]
    [InlineData("abc", 1, 0b001u, false)]
    [InlineData("abcdef", 4, 0b011111u, true)]
    [InlineData("abcdef", 4, 0b001111u, false)]
    [InlineData("aabb", 2, 0b1111u, true)]
    [InlineData("aabb", 2, 0b0111u, false)]
    [InlineData("aabbb", 4, 0b11111u, false)]
    [InlineData("aaa", 1, 0b111u, true)]
    [InlineData("aaa", 1, 0b011u, false)]
    [InlineData("a", 1, 0b1u, true)]
    [InlineData("", 1, 0u, false)]
    public void IsReached_KnownCases_FollowTheZoneRule(string zones, int dataFragments, uint durable, bool expected)
    {
        var reached = WriteQuorum.IsReached(Names(zones), durable, dataFragments);

        Assert.Equal(expected, reached);
    }

    [Fact]
    public void IsReached_AnyMaskOverSeveralZones_MeansThatEveryZoneMayDie()
    {
        foreach (var (zones, k) in new[] { ("abcabc", 4), ("abc", 1), ("abcdabcd", 4), ("aabbccdd", 5), ("ab", 1), ("aabbcc", 3) })
        {
            for (uint mask = 0; mask < 1u << zones.Length; mask++)
            {
                var expected = zones.Distinct().All(lost => zones.Where((zone, i) => zone != lost && (mask >> i & 1) != 0).Count() >= k);

                Assert.Equal(expected, WriteQuorum.IsReached(Names(zones), mask, k));
            }
        }
    }

    [Fact]
    public void IsReached_ThirtyTwoFragments_UsesTheWholeMask()
    {
        var zones = Names(string.Concat(Enumerable.Repeat("abcd", 8)));

        Assert.True(WriteQuorum.IsReached(zones, uint.MaxValue, 24));
        Assert.False(WriteQuorum.IsReached(zones, uint.MaxValue >> 1, 24));
        Assert.False(WriteQuorum.IsReached(Names(new string('a', 32)), uint.MaxValue >> 1, 24));
        Assert.True(WriteQuorum.IsReached(Names(new string('a', 32)), uint.MaxValue, 24));
        Assert.Equal(32, BitOperations.PopCount(uint.MaxValue));
    }

    private static ZoneName[] Names(string zones) => [.. zones.Select(zone => new ZoneName(zone.ToString()))];
}
