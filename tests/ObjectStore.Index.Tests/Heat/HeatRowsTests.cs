using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Heat;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;
using Xunit;

namespace ObjectStore.Index.Tests.Heat;

public sealed class HeatRowsTests
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private static readonly HeatReport Sample = new("gateway-1", Time, Time.AddSeconds(60),
    [
        new PartitionHeatReport
        {
            Start = new byte[] { 0, 0, 0, 0, 0, 0, 0, 7, (byte)'m' },
            Epoch = new Epoch(300),
            Reads = 70_000,
            Writes = 5,
            Bytes = 1L << 40,
            KeyChange = -3,
            Samples =
            [
                new HeatSample(new byte[] { 0, 0, 0, 0, 0, 0, 0, 7, (byte)'m', (byte)'n' }, HeatKind.Read, 70_000),
                new HeatSample(new byte[] { 0, 0, 0, 0, 0, 0, 0, 8 }, HeatKind.Write, 5),
            ],
        },
        new PartitionHeatReport { Start = default, Epoch = new Epoch(1), Reads = 0, Writes = 1, Bytes = 0, KeyChange = 1, Samples = [] },
    ]);

    [Fact]
    [Trait("Category", "Golden")]
    public void Encode_Sample_GivesTheGoldenBytes()
    {
        var (key, value) = Assert.Single(HeatRows.Encode(Sample));

        Golden.Check("index/heat.v1.hex", key, value.Span);
    }

    [Fact]
    public void Decode_Sample_GivesBackEveryField()
    {
        var (key, value) = Assert.Single(HeatRows.Encode(Sample));

        Assert.True(HeatCodec.TryDecode(key, value.Span, out var page));

        AssertSame(Sample, Assert.Single(HeatRows.Join([page])));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Encode_LargeReport_SplitsIntoBoundedRowsThatJoinAgain(int seed)
    {
        var report = LargeReport(new Random(seed), "gateway-1", Time);

        var rows = HeatRows.Encode(report);

        Assert.InRange(rows.Count, 3, HeatRows.PagesMax);
        Assert.All(rows, row => Assert.InRange(row.Value.Length, 1, HeatRows.ValueBytesMax));
        Assert.All(rows, row => Assert.True(KeyComparer.Instance.Compare(row.Key, HeatRows.Range.Start) >= 0 && KeyComparer.Instance.Compare(row.Key, HeatRows.Range.End) < 0));
        AssertSame(report, Assert.Single(HeatRows.Join(rows.Reverse().Select(Decode))));
    }

    [Fact]
    public void Encode_LargestReport_StaysWithinThePages()
    {
        var start = new byte[HeatCodec.PositionBytesMax];
        var partition = new PartitionHeatReport
        {
            Start = start,
            Epoch = new Epoch(ulong.MaxValue),
            Reads = long.MaxValue,
            Writes = long.MaxValue,
            Bytes = long.MaxValue,
            KeyChange = long.MinValue,
            Samples = [],
        };
        HeatSample[] samples = [.. Enumerable.Repeat(new HeatSample(start, HeatKind.Write, long.MaxValue), PartitionHeat.SamplesMax)];
        var withSamples = HeatReport.SampleBytesMax / samples.Sum(sample => sample.Position.Length);
        var report = Sample with
        {
            Partitions = [.. Enumerable.Range(0, HeatReport.PartitionsMax).Select(i => i < withSamples ? partition with { Samples = samples } : partition)],
        };

        var pages = HeatRows.Encode(report).Select(Decode).ToArray();

        Assert.Equal(HeatReport.PartitionsMax, Assert.Single(HeatRows.Join(pages)).Partitions.Count);
        Assert.Equal(HeatCodec.NumberMax, pages[0].Report.Partitions[0].Reads);
    }

    [Fact]
    public void Join_RowsOfSeveralReports_TakesTheNewestWholeOnes()
    {
        var old = HeatRows.Encode(LargeReport(new Random(3), "a", Time)).Select(Decode).ToArray();
        var shorter = HeatRows.Encode(Sample with { Reporter = "a", To = Time.AddMinutes(2) }).Select(Decode).ToArray();
        var other = HeatRows.Encode(Sample with { Reporter = "b" }).Select(Decode).ToArray();
        var torn = HeatRows.Encode(LargeReport(new Random(4), "c", Time)).Select(Decode).SkipLast(1);

        var reports = HeatRows.Join([.. old.Skip(1), .. shorter, .. other, .. torn]);

        Assert.Equal([("a", Time.AddMinutes(2)), ("b", Sample.To)], reports.Select(report => (report.Reporter, report.To)));
    }

    [Fact]
    public void Decode_OneBitFlippedOrOtherKey_IsRefused()
    {
        var (key, value) = Assert.Single(HeatRows.Encode(Sample));
        for (var bit = 0; bit < value.Length * 8; bit++)
        {
            var damaged = value.ToArray();
            damaged[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(HeatCodec.TryDecode(key, damaged, out _));
        }

        Assert.False(HeatCodec.TryDecode(HeatCodec.RowKey("gateway-2", 0), value.Span, out _));
    }

    /// <summary>Goal: whatever row and value hold, the reader answers within its bounds and does not throw. Method: damage under a checksum that is made right again.</summary>
    [Fact]
    public void Decode_DamageUnderAGoodChecksum_NeverThrows()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var (key, value) = Assert.Single(HeatRows.Encode(Sample));
        for (var round = 0; round < 50_000; round++)
        {
            var rowKey = key.ToArray();
            var content = value.Span[..^RowReader.ChecksumBytes].ToArray();
            for (var i = random.Next(0, 4); i > 0; i--) content[random.Next(content.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) content = content[..random.Next(content.Length + 1)];
            if (random.Next(8) == 0) random.NextBytes(content.AsSpan(Math.Min(3, content.Length)));
            if (random.Next(4) == 0) rowKey[random.Next(rowKey.Length)] = (byte)random.Next(256);
            if (random.Next(8) == 0) rowKey = rowKey[..random.Next(rowKey.Length + 1)];
            if (HeatCodec.TryDecode(rowKey, Golden.Seal(rowKey, content), out var page)) AssertWithinBounds(page);
        }
    }

    private static void AssertWithinBounds(HeatPage page)
    {
        Assert.True(page.Index < page.Count && page.Report.From < page.Report.To);
        Assert.All(page.Report.Partitions, partition =>
        {
            Assert.InRange(partition.Reads, 0, HeatCodec.NumberMax);
            Assert.InRange(partition.KeyChange, -HeatCodec.NumberMax, HeatCodec.NumberMax);
            Assert.InRange(partition.Samples.Count, 0, PartitionHeat.SamplesMax);
            Assert.All(partition.Samples, sample => Assert.True(sample.Weight >= 1 && sample.Position.Length >= 8 && Enum.IsDefined(sample.Kind)));
        });
    }

    private static HeatReport LargeReport(Random random, string reporter, DateTimeOffset from)
    {
        var partitions = new PartitionHeatReport[1_000];
        for (var i = 0; i < partitions.Length; i++)
        {
            partitions[i] = new PartitionHeatReport
            {
                Start = RandomBytes(random, 0),
                Epoch = new Epoch((ulong)random.NextInt64()),
                Reads = random.NextInt64(HeatCodec.NumberMax),
                Writes = random.Next(),
                Bytes = random.NextInt64(HeatCodec.NumberMax),
                KeyChange = random.Next() - int.MaxValue / 2,
                Samples = [.. Enumerable.Range(0, random.Next(65)).Select(_ => new HeatSample(RandomBytes(random, 8), (HeatKind)random.Next(2), random.Next(1, 1 << 30)))],
            };
        }

        return new HeatReport(reporter, from, from.AddMinutes(1), partitions);
    }

    private static byte[] RandomBytes(Random random, int countMin)
    {
        var bytes = new byte[random.Next(countMin, 60)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static HeatPage Decode((byte[] Key, ReadOnlyMemory<byte> Value) row)
    {
        Assert.True(HeatCodec.TryDecode(row.Key, row.Value.Span, out var page));
        return page;
    }

    private static void AssertSame(HeatReport expected, HeatReport actual)
    {
        Assert.Equal((expected.Reporter, expected.From, expected.To), (actual.Reporter, actual.From, actual.To));
        Assert.Equal(expected.Partitions.Count, actual.Partitions.Count);
        foreach (var (before, after) in expected.Partitions.Zip(actual.Partitions))
        {
            Assert.Equal((before.Epoch, before.Reads, before.Writes, before.Bytes, before.KeyChange), (after.Epoch, after.Reads, after.Writes, after.Bytes, after.KeyChange));
            Assert.Equal(before.Start, after.Start, KeyComparer.Instance);
            Assert.Equal(before.Samples.Select(Describe), after.Samples.Select(Describe));
        }
    }

    private static string Describe(HeatSample sample) => $"{Convert.ToHexString(sample.Position.Span)} {sample.Kind} {sample.Weight}";
}
