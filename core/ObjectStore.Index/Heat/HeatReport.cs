namespace ObjectStore.Index.Heat;

/// <summary>The numbers of one reporter for one interval. A partition that is not listed was idle, or among the coldest beyond the bound.</summary>
/// <param name="Reporter">Name of the gateway: 1..<see cref="ReporterBytesMax"/> bytes of UTF-8 without a zero.</param>
/// <param name="From">Beginning of the interval, whole milliseconds.</param>
/// <param name="To">End of the interval, whole milliseconds, after the beginning.</param>
/// <param name="Partitions">At most <see cref="PartitionsMax"/>, hottest first.</param>
public sealed record HeatReport(string Reporter, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<PartitionHeatReport> Partitions)
{
    /// <summary>Longest name: that of a host (RFC 1035).</summary>
    public const int ReporterBytesMax = 253;

    /// <summary>Most partitions in a report.</summary>
    public const int PartitionsMax = 8192;

    /// <summary>Bytes of sampled positions in a report: enough for the 250 hottest partitions with keys of 64 bytes. Colder ones have counters only.</summary>
    public const int SampleBytesMax = 1 << 20;

    /// <summary>Ends the interval of all counters and reports it within the bounds: the hottest partitions first, samples for the hottest of them.</summary>
    public static HeatReport Take(string reporter, DateTimeOffset from, DateTimeOffset to, IEnumerable<PartitionHeat> partitions)
    {
        var taken = partitions.Select(static heat => heat.Take()).Where(static report => !report.IsIdle);
        PartitionHeatReport[] hottest = [.. taken.OrderByDescending(static report => report.Requests).Take(PartitionsMax)];
        var sampleBytes = 0;
        for (var i = 0; i < hottest.Length; i++)
        {
            sampleBytes += hottest[i].Samples.Sum(static sample => sample.Position.Length);
            if (sampleBytes > SampleBytesMax) hottest[i] = hottest[i] with { Samples = [] };
        }

        return new HeatReport(reporter, from, to, hottest);
    }
}
