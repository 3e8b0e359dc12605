using ObjectStore.Index.Heat;

namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>Sums what the gateways report into the load of the partitions. Pure.</summary>
public static class HeatSummary
{
    /// <summary>Fills in rates and samples.</summary>
    /// <param name="partitions">All partitions, ascending, each ending where the next one starts.</param>
    /// <param name="reports">The last report of each gateway.</param>
    /// <param name="now">Now.</param>
    /// <param name="ageMax">A report that ended longer ago, or as far in the future, is of a gateway that has gone, and does not count.</param>
    /// <remarks>
    /// What a gateway counted before it knew of a change (another epoch) goes to the partitions that now hold the sampled positions. Changes of the number of
    /// keys are not summed here: a report can be seen twice.
    /// </remarks>
    public static IReadOnlyList<PartitionLoad> Fill(IReadOnlyList<PartitionLoad> partitions, IReadOnlyList<HeatReport> reports, DateTimeOffset now, TimeSpan ageMax)
    {
        var sums = new Sum[partitions.Count];
        for (var i = 0; i < sums.Length; i++) sums[i] = new Sum();
        foreach (var report in reports.Where(report => (now - report.To).Duration() <= ageMax))
        {
            var seconds = (report.To - report.From).TotalSeconds;
            foreach (var heat in report.Partitions) Add(partitions, sums, heat, seconds);
        }

        return [.. partitions.Select((partition, i) => partition with
        {
            ReadsPerSecond = sums[i].Reads,
            WritesPerSecond = sums[i].Writes,
            BytesPerSecond = sums[i].Bytes,
            Samples = sums[i].Samples,
        })];
    }

    private static void Add(IReadOnlyList<PartitionLoad> partitions, Sum[] sums, PartitionHeatReport heat, double seconds)
    {
        var index = Positions.IndexOfHolder(partitions, heat.Start);
        if (index >= 0 && partitions[index].Epoch == heat.Epoch && Positions.Order.Equals(partitions[index].Start, heat.Start))
        {
            sums[index].Reads += heat.Reads / seconds;
            sums[index].Writes += heat.Writes / seconds;
            sums[index].Bytes += heat.Bytes / seconds;
            sums[index].Samples.AddRange(heat.Samples);
            return;
        }

        foreach (var sample in heat.Samples)
        {
            var holder = Positions.IndexOfHolder(partitions, sample.Position);
            if (holder < 0) continue;
            if (sample.Kind == HeatKind.Read) sums[holder].Reads += sample.Weight / seconds;
            else sums[holder].Writes += sample.Weight / seconds;
            sums[holder].Bytes += heat.Bytes / seconds * sample.Weight / Math.Max(1, heat.Requests);
            sums[holder].Samples.Add(sample);
        }
    }

    private sealed class Sum
    {
        public double Reads { get; set; }

        public double Writes { get; set; }

        public double Bytes { get; set; }

        public List<HeatSample> Samples { get; } = [];
    }
}
