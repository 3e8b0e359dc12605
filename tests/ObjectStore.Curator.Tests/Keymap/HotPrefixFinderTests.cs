using ObjectStore.Curator.Keymap.Planning;
using ObjectStore.Index.Heat;
using Xunit;

namespace ObjectStore.Curator.Tests.Keymap;

public sealed class HotPrefixFinderTests
{
    [Fact]
    public void Find_PrefixesKeysAndSpreadLoad_NamesEachOnce()
    {
        HeatSample[] samples =
        [
            .. Planned.Samples(HeatKind.Write, Planned.Hashed("logs/2026-11-20/", 50)),
            .. Planned.Samples(HeatKind.Read, Enumerable.Repeat("site/index.html", 30)),
            .. Planned.Samples(HeatKind.Read, Planned.Hashed("", 20)),
        ];

        var found = HotPrefixFinder.Find(samples, 2_000);

        Assert.Equal([("logs/2026-11-20/", false, 1_000.0, 1.0), ("site/index.html", true, 600.0, 0.0), ("", false, 400.0, 0.0)],
            found.Select(prefix => (prefix.PrefixText, prefix.IsKey, Math.Round(prefix.RequestsPerSecond), prefix.WriteShare)));
        Assert.Equal("1,000 requests/s (50 %; 100 % of them write) go to keys that begin with \"logs/2026-11-20/\" in bucket photos", found[0].Describe("photos"));
        Assert.Equal("600 requests/s (30 %; 0 % of them write) go to the key \"site/index.html\" in bucket photos", found[1].Describe("photos"));
        Assert.Equal("400 requests/s (20 %; 0 % of them write) go to keys of all beginnings in bucket photos", found[2].Describe("photos"));
        Assert.All(found, prefix => Assert.Equal(1UL, prefix.Bucket.Value));
    }

    [Fact]
    public void Find_BucketsApart_NamesNoneForAll()
    {
        var other = Enumerable.Range(0, 20).Select(i => new HeatSample(new byte[] { 9, 0, 0, 0, 0, 0, 0, 9, (byte)i }, HeatKind.Read, 1));
        HeatSample[] samples = [.. Planned.Samples(HeatKind.Read, Planned.Hashed("a/", 20)), .. other];

        var found = HotPrefixFinder.Find(samples, 100);

        Assert.Equal((ulong[])[1, 0x0900000000000009], found.Select(prefix => prefix.Bucket.Value).Order());
    }

    [Fact]
    public void Find_CommonBytesOfDifferentCharacters_EndsAtAWholeOne()
    {
        var found = Assert.Single(HotPrefixFinder.Find(Planned.Samples(HeatKind.Read, Enumerable.Range(0, 30).Select(i => $"é/{(char)('Ā' + i)}")), 1));

        Assert.Equal("é/", found.PrefixText);
    }

    /// <summary>Inside of a character there is a place of its own, for the keys that go on with it, under the same prefix.</summary>
    [Fact]
    public void Find_CharactersThatBeginAlikeBesideOthers_NamesTheirPrefixOnce()
    {
        string[] keys = [.. Planned.Hashed("é/", 20), .. Enumerable.Range(0, 20).Select(i => $"é/{(char)('Ā' + i)}")];

        var found = Assert.Single(HotPrefixFinder.Find(Planned.Samples(HeatKind.Read, keys), 100));

        Assert.Equal(("é/", 1.0, 100.0), (found.PrefixText, found.Share, found.RequestsPerSecond));
    }

    /// <summary>A key may be the beginning of others, which are not counted for it.</summary>
    [Fact]
    public void Find_KeyThatOthersBeginWith_NamesBoth()
    {
        string[] keys = [.. Enumerable.Repeat("a/", 20), .. Planned.Hashed("a/", 20)];

        var found = HotPrefixFinder.Find(Planned.Samples(HeatKind.Read, keys), 100);

        Assert.Equal([("a/", false, 0.5), ("a/", true, 0.5)], found.Select(prefix => (prefix.PrefixText, prefix.IsKey, prefix.Share)).Order());
    }

    [Fact]
    public void Find_NothingOrBadSamples_FindsNothing()
    {
        Assert.Empty(HotPrefixFinder.Find([], 100));
        Assert.Empty(HotPrefixFinder.Find([new HeatSample(new byte[] { 1, 2 }, HeatKind.Read, 1)], 100));
    }

    /// <summary>Goal: whatever the samples, what is named adds up to no more than all, is at least the tenth that makes it worth naming, and is named once.</summary>
    [Fact]
    public void Find_RandomSamples_AddsUp()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 2_000; round++)
        {
            HeatSample[] samples = [.. Enumerable.Range(0, random.Next(1, 100)).Select(_ => RandomSample(random))];

            var found = HotPrefixFinder.Find(samples, 1_000);

            var context = $"seed {seed}, round {round}: {string.Join(", ", found)}";
            Assert.True(found.Sum(prefix => prefix.Share) <= 1.000001, context);
            Assert.True(found.All(prefix => prefix is { Share: >= HotPrefixFinder.ShareMin - 1e-9 and <= 1, WriteShare: >= 0 and <= 1 }), context);
            Assert.True(found.All(prefix => prefix.Describe("b").Length > 0), context);
            Assert.True(found.Count == found.DistinctBy(prefix => (prefix.Bucket, prefix.PrefixText, prefix.IsKey)).Count(), context);
        }
    }

    private static HeatSample RandomSample(Random random)
    {
        var position = new byte[random.Next(6, 12)];
        foreach (ref var value in position.AsSpan()) value = (byte)(random.Next(4) == 0 ? random.Next(256) : 'a');
        return new HeatSample(position, (HeatKind)random.Next(2), random.Next(1, 100));
    }
}
