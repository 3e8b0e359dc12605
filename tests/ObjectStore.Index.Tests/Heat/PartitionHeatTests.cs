using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Heat;
using ObjectStore.Index.OrderedStore;
using Xunit;

namespace ObjectStore.Index.Tests.Heat;

public sealed class PartitionHeatTests
{
    private static readonly BucketId Bucket = new(7);
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Take_CountedRequests_GivesTheNumbersAndBeginsAnew()
    {
        var heat = new PartitionHeat(new byte[] { 1 }, new Epoch(4));
        heat.CountRead(Bucket, "a"u8, 100);
        heat.CountWrite(Bucket, "b"u8, 10, keyChange: 1);
        heat.CountWrite(Bucket, "b"u8, 0, keyChange: -1);
        heat.CountWrite(Bucket, "c"u8, 5, keyChange: -1);

        var first = heat.Take();
        var second = heat.Take();

        Assert.Equal((1, 3, 115, -1), (first.Reads, first.Writes, first.Bytes, first.KeyChange));
        Assert.Equal([1], first.Start.ToArray());
        Assert.Equal(new Epoch(4), first.Epoch);
        Assert.Equal(["a", "b", "b", "c"], first.Samples.Select(KeyOf));
        Assert.Equal([HeatKind.Read, HeatKind.Write, HeatKind.Write, HeatKind.Write], first.Samples.Select(sample => sample.Kind));
        Assert.All(first.Samples, sample => Assert.Equal(1, sample.Weight));
        Assert.True(second.IsIdle);
        Assert.Empty(second.Samples);
    }

    [Theory]
    [InlineData(65)]
    [InlineData(1_000)]
    [InlineData(200_000)]
    public void Take_ManyRequests_KeepsABoundedSampleWithRightWeights(int requests)
    {
        var heat = new PartitionHeat(default, new Epoch(1));
        for (var i = 0; i < requests; i++)
        {
            if (i % 4 == 0) heat.CountWrite(Bucket, "w"u8, 0, 0);
            else heat.CountRead(Bucket, "r"u8, 0);
        }

        var report = heat.Take();

        Assert.InRange(report.Samples.Count, 8, PartitionHeat.SamplesMax);
        Assert.Equal(requests, report.Requests);
        AssertAddsUp(report.Reads, HeatKind.Read, report);
        AssertAddsUp(report.Writes, HeatKind.Write, report);
    }

    /// <summary>Goal: every request has the same chance, early or late. Method: over many intervals, the mean place of the samples is the middle.</summary>
    [Fact]
    public void Take_ManyIntervals_SamplesEveryPartOfThem()
    {
        var heat = new PartitionHeat(default, new Epoch(1));
        var places = new List<int>();
        Span<byte> key = stackalloc byte[4];
        for (var interval = 0; interval < 200; interval++)
        {
            for (var i = 0; i < 3_000; i++)
            {
                Encoding.ASCII.GetBytes(i.ToString("0000", null), key);
                heat.CountRead(Bucket, key, 0);
            }

            places.AddRange(heat.Take().Samples.Select(sample => int.Parse(KeyOf(sample), null)));
        }

        // About 9,000 samples with a deviation of 866 each: 60 is more than six deviations of the mean.
        Assert.InRange(places.Average(), 1_499.5 - 60, 1_499.5 + 60);
        Assert.InRange(places.Count(place => place < 300) / (double)places.Count, 0.08, 0.12);
    }

    [Fact]
    public async Task Count_FromManyThreads_LosesNothing()
    {
        const int Threads = 4;
        const int Each = 20_000;
        var heat = new PartitionHeat(default, new Epoch(1));
        var counting = Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++) heat.CountWrite(Bucket, "key"u8, 2, 1);
        })).ToArray();
        var reports = new List<PartitionHeatReport>();
        while (!Task.WhenAll(counting).IsCompleted) reports.Add(heat.Take());
        await Task.WhenAll(counting);

        reports.Add(heat.Take());

        Assert.Equal(Threads * Each, reports.Sum(report => report.Writes));
        Assert.Equal(2 * Threads * Each, reports.Sum(report => report.Bytes));
        Assert.Equal(Threads * Each, reports.Sum(report => report.KeyChange));
        Assert.All(reports, report => Assert.True(report.Samples.Count <= PartitionHeat.SamplesMax));
    }

    [Fact]
    public void Count_AfterTheFirstSamples_AllocatesNearlyNothing()
    {
        var heat = new PartitionHeat(default, new Epoch(1));
        for (var i = 0; i < 100_000; i++) heat.CountRead(Bucket, "warm"u8, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100_000; i++) heat.CountRead(Bucket, "warm"u8, 1);

        // 32 samples are expected, of some 50 bytes each.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    [Fact]
    public void TakeReport_MorePartitionsThanTheBounds_KeepsTheHottest()
    {
        var longKey = new byte[ObjectKey.BytesMax];
        var heats = new List<PartitionHeat>();
        for (var i = 0; i < HeatReport.PartitionsMax + 10; i++)
        {
            var heat = new PartitionHeat(BitConverter.GetBytes(i), new Epoch(1));
            for (var request = i % 100 == 0 ? 20 : 1; request > 0; request--) heat.CountRead(Bucket, longKey, 1);
            heats.Add(heat);
        }

        heats.Add(new PartitionHeat(default, new Epoch(1)));

        var report = HeatReport.Take("gateway", Time, Time.AddMinutes(1), heats);

        Assert.Equal(HeatReport.PartitionsMax, report.Partitions.Count);
        Assert.Equal(83, report.Partitions.Count(partition => partition.Reads == 20));
        Assert.All(report.Partitions.Take(40), partition => Assert.Equal(20, partition.Samples.Count));
        Assert.InRange(report.Partitions.Sum(partition => partition.Samples.Sum(sample => sample.Position.Length)), HeatReport.SampleBytesMax / 2, HeatReport.SampleBytesMax);
    }

    [Fact]
    public void Take_Samples_AscendByPosition()
    {
        var heat = new PartitionHeat(default, new Epoch(1));
        foreach (var key in (string[])["b", "a", "c", "aa", ""]) heat.CountRead(Bucket, Encoding.UTF8.GetBytes(key), 0);

        var positions = heat.Take().Samples.Select(sample => sample.Position).ToArray();

        Assert.Equal(positions.Order(KeyComparer.Instance), positions);
    }

    /// <summary>The sample of some 32 to 64 requests has none of a kind once in ten thousand times, when a quarter is of the kind.</summary>
    private static void AssertAddsUp(long requests, HeatKind kind, PartitionHeatReport report)
    {
        long[] weights = [.. report.Samples.Where(sample => sample.Kind == kind).Select(sample => sample.Weight)];
        if (weights.Length > 0) Assert.Equal(requests, weights.Sum());
    }

    private static string KeyOf(HeatSample sample) => Encoding.ASCII.GetString(sample.Position.Span[8..]);
}
