using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Keymap.Planning;
using ObjectStore.Index.Heat;
using Xunit;

namespace ObjectStore.Curator.Tests.Keymap;

public sealed class HeatSummaryTests
{
    private static readonly PartitionLoad[] Partitions = [Planned.Partition(null, "m"), Planned.Partition("m", null)];

    [Fact]
    public void Fill_SeveralGateways_AddsTheirRates()
    {
        var filled = HeatSummary.Fill(Partitions, [Report("g1", 60, Heat("m", 1, 600, 60)), Report("g2", 30, Heat("m", 1, 300, 0), Heat(null, 1, 30, 0))], Now, TimeSpan.FromMinutes(3));

        Assert.Equal([(1.0, 0.0), (20.0, 1.0)], filled.Select(each => (each.ReadsPerSecond, each.WritesPerSecond)));
        Assert.Equal(4, filled[1].Samples.Count);
    }

    [Fact]
    public void Fill_ReportOfAnOldEpoch_FollowsTheSamples()
    {
        // Before the split at "m" all was one partition; half of its sample is on each side.
        var filled = HeatSummary.Fill(Partitions, [Report("g1", 10, Heat(null, 7, 100, 60))], Now, TimeSpan.FromMinutes(3));

        Assert.Equal([(10.0, 0.0), (0.0, 6.0)], filled.Select(each => (each.ReadsPerSecond, each.WritesPerSecond)));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public void Fill_ReportOfAnotherTime_DoesNotCount(int minutes)
    {
        var filled = HeatSummary.Fill(Partitions, [Report("g1", 60, Heat("m", 1, 600, 60))], Now.AddMinutes(minutes), TimeSpan.FromMinutes(3));

        Assert.All(filled, each => Assert.Equal(0, each.RequestsPerSecond));
    }

    private static DateTimeOffset Now => Planned.Begin;

    private static HeatReport Report(string gateway, int seconds, params PartitionHeatReport[] partitions) => new(gateway, Now.AddSeconds(-seconds), Now, partitions);

    /// <summary>Reads of "a" and writes of "z".</summary>
    private static PartitionHeatReport Heat(string? start, ulong epoch, long reads, long writes) => new()
    {
        Start = start is null ? default : Planned.At(start),
        Epoch = new Epoch(epoch),
        Reads = reads,
        Writes = writes,
        Bytes = 0,
        KeyChange = 0,
        Samples = [new HeatSample(Planned.At("a"), HeatKind.Read, Math.Max(1, reads)), new HeatSample(Planned.At("z"), HeatKind.Write, Math.Max(1, writes))],
    };
}
