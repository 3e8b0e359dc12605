using System.Text;
using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Heat;

/// <summary>A report as rows, and rows as reports. A reporter has the rows of its last report only: each report writes them again from page 0 on.</summary>
internal static class HeatRows
{
    /// <summary>Longest value.</summary>
    public const int ValueBytesMax = 256 << 10;

    /// <summary>Most rows of a report: what its bounds can fill.</summary>
    public const int PagesMax = 128;

    private const int PageOverheadBytes = RowReader.HeaderBytes + RowReader.ChecksumBytes + 4 * NumberBytesMax;
    private const int NumberBytesMax = 10;

    /// <summary>All heat rows.</summary>
    public static KeyRange Range { get; } = new(new[] { RowFamily.Heat }, RowKeys.PrefixEnd([RowFamily.Heat]));

    /// <summary>The rows of a report, at least one; they are to be put in one commit. Numbers beyond 2^48 are stored as that.</summary>
    /// <remarks>Rows of an earlier report with more pages may stay: <see cref="Join"/> passes over them.</remarks>
    public static IReadOnlyList<(byte[] Key, ReadOnlyMemory<byte> Value)> Encode(HeatReport report)
    {
        Invariant.That(Encoding.UTF8.GetByteCount(report.Reporter) is > 0 and <= HeatReport.ReporterBytesMax && !report.Reporter.Contains('\0'));
        Invariant.That(report.Partitions.Count <= HeatReport.PartitionsMax);
        var pages = Paginate(report.Partitions);
        Invariant.That(pages.Count <= PagesMax);
        var rows = new List<(byte[] Key, ReadOnlyMemory<byte> Value)>(pages.Count);
        for (var i = 0; i < pages.Count; i++)
        {
            var (partitions, bytes) = pages[i];
            var rowKey = HeatCodec.RowKey(report.Reporter, i);
            var value = HeatCodec.Encode(rowKey, new HeatPage(report with { Partitions = partitions }, i, pages.Count), bytes);
            Invariant.That(value.Length <= ValueBytesMax);
            rows.Add((rowKey, value));
        }

        return rows;
    }

    /// <summary>The reports that are there whole, ordered by reporter.</summary>
    public static IReadOnlyList<HeatReport> Join(IEnumerable<HeatPage> pages)
    {
        var reports = new List<HeatReport>();
        foreach (var ofReporter in pages.GroupBy(static page => page.Report.Reporter, StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            HeatPage[] ordered = [.. ofReporter.OrderBy(static page => page.Index)];
            var first = ordered[0];
            HeatPage[] current = [.. ordered.TakeWhile((page, i) => page.Index == i && page.Count == first.Count && page.Report.To == first.Report.To).Take(first.Count)];
            if (current.Length == first.Count) reports.Add(first.Report with { Partitions = [.. current.SelectMany(static page => page.Report.Partitions)] });
        }

        return reports;
    }

    private static List<(List<PartitionHeatReport> Partitions, int Bytes)> Paginate(IReadOnlyList<PartitionHeatReport> partitions)
    {
        var pages = new List<(List<PartitionHeatReport> Partitions, int Bytes)> { ([], PageOverheadBytes) };
        foreach (var partition in partitions)
        {
            var bytes = BytesMax(partition);
            var (last, used) = pages[^1];
            if (used + bytes > ValueBytesMax && last.Count > 0) pages.Add(([partition], PageOverheadBytes + bytes));
            else
            {
                last.Add(partition);
                pages[^1] = (last, used + bytes);
            }
        }

        return pages;
    }

    private static int BytesMax(PartitionHeatReport partition) =>
        partition.Start.Length + 7 * NumberBytesMax + partition.Samples.Sum(static sample => sample.Position.Length + 2 * NumberBytesMax);
}
