using System.Buffers.Binary;
using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Heat;

/// <summary>Heat rows, key and value; docs/format/index.md §9.</summary>
/// <remarks><code>H reporter… 00 page:u16</code></remarks>
internal static class HeatCodec
{
    /// <summary>Longest position: bucket id and object key.</summary>
    public const int PositionBytesMax = sizeof(ulong) + ObjectKey.BytesMax;

    /// <summary>Bound of every number, so that sums of a report's numbers do not overflow.</summary>
    public const long NumberMax = 1L << 48;

    private const byte Version = 1;
    private const int PartitionBytesMin = 7;
    private const int SampleBytesMin = 1 + sizeof(ulong) + 1;

    public static byte[] RowKey(string reporter, int page)
    {
        byte[] key = [.. RowPrefix(reporter), 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(key.AsSpan(key.Length - sizeof(ushort)), checked((ushort)page));
        return key;
    }

    /// <summary>Before all rows of a reporter; they follow with two more bytes.</summary>
    public static byte[] RowPrefix(string reporter) => [RowFamily.Heat, .. Encoding.UTF8.GetBytes(reporter), 0];

    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> rowKey, HeatPage page, int sizeHint)
    {
        var writer = new RowWriter(RowFamily.Heat, Version, 1, sizeHint);
        writer.Time(page.Report.From);
        writer.Time(page.Report.To);
        writer.Number(page.Count);
        writer.Number(page.Report.Partitions.Count);
        foreach (var partition in page.Report.Partitions) Write(ref writer, partition);
        return writer.Seal(rowKey);
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> value, out HeatPage page)
    {
        page = null!;
        if (!RowReader.TryOpen(RowFamily.Heat, Version, rowKey, value, out var reader)) return false;
        if (!TryReadKey(rowKey, out var reporter, out var index)) return false;
        var from = reader.Time();
        var to = reader.Time();
        var count = reader.Number(HeatRows.PagesMax);
        reader.Require(from < to && index < count);
        var partitions = new PartitionHeatReport[Math.Min(reader.Count(PartitionBytesMin), HeatReport.PartitionsMax + 1)];
        reader.Require(partitions.Length <= HeatReport.PartitionsMax);
        for (var i = 0; i < partitions.Length && reader.IsGood; i++) partitions[i] = Read(ref reader);
        if (!reader.IsComplete) return false;
        page = new HeatPage(new HeatReport(reporter, from, to, partitions), index, count);
        return true;
    }

    private static void Write(ref RowWriter writer, PartitionHeatReport partition)
    {
        writer.Bytes(partition.Start.Span);
        writer.Number(partition.Epoch.Value);
        writer.Number(Math.Min(partition.Reads, NumberMax));
        writer.Number(Math.Min(partition.Writes, NumberMax));
        writer.Number(Math.Min(partition.Bytes, NumberMax));
        writer.Number(ZigZag(Math.Clamp(partition.KeyChange, -NumberMax / 2, NumberMax / 2)));
        writer.Number(partition.Samples.Count);
        foreach (var sample in partition.Samples)
        {
            writer.Bytes(sample.Position.Span);
            writer.Number((ulong)Math.Min(sample.Weight, NumberMax / 2) << 1 | (ulong)sample.Kind);
        }
    }

    private static PartitionHeatReport Read(ref RowReader reader)
    {
        var start = ReadPosition(ref reader);
        var epoch = new Epoch(reader.Number(ulong.MaxValue));
        var reads = reader.Number(NumberMax);
        var writes = reader.Number(NumberMax);
        var bytes = reader.Number(NumberMax);
        var keyChange = reader.Number((ulong)NumberMax);
        var count = reader.Count(SampleBytesMin);
        reader.Require(count <= PartitionHeat.SamplesMax);
        var samples = new HeatSample[reader.IsGood ? count : 0];
        for (var i = 0; i < samples.Length && reader.IsGood; i++) samples[i] = ReadSample(ref reader);
        return new PartitionHeatReport
        {
            Start = start,
            Epoch = epoch,
            Reads = reads,
            Writes = writes,
            Bytes = bytes,
            KeyChange = UnZigZag(keyChange),
            Samples = samples,
        };
    }

    private static HeatSample ReadSample(ref RowReader reader)
    {
        var position = ReadPosition(ref reader);
        reader.Require(position.Length >= sizeof(ulong));
        var weightAndKind = reader.Number((ulong)NumberMax + 1);
        reader.Require(weightAndKind > 1);
        return new HeatSample(position, (HeatKind)(weightAndKind & 1), (long)(weightAndKind >> 1));
    }

    private static byte[] ReadPosition(ref RowReader reader)
    {
        var bytes = reader.Bytes();
        reader.Require(bytes.Length <= PositionBytesMax);
        return reader.IsGood ? bytes.ToArray() : [];
    }

    private static bool TryReadKey(ReadOnlySpan<byte> rowKey, out string reporter, out int page)
    {
        reporter = "";
        page = 0;
        const int Around = 1 + 1 + sizeof(ushort);
        if (rowKey.Length is <= Around or > Around + HeatReport.ReporterBytesMax) return false;
        var name = rowKey[1..^(1 + sizeof(ushort))];
        if (name.Contains((byte)0) || rowKey[1 + name.Length] != 0 || !System.Text.Unicode.Utf8.IsValid(name)) return false;
        reporter = Encoding.UTF8.GetString(name);
        page = BinaryPrimitives.ReadUInt16BigEndian(rowKey[^sizeof(ushort)..]);
        return true;
    }

    /// <summary>A signed number as an unsigned one that is small when the signed one is near zero.</summary>
    private static ulong ZigZag(long value) => (ulong)(value << 1) ^ (ulong)(value >> 63);

    private static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
