using ObjectStore.Core.Identifiers;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Partitions;

/// <summary>Partition rows; docs/format/index.md §7.</summary>
internal static class PartitionCodec
{
    private const byte Version = 1;
    private const int SizeHint = 16;

    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> rowKey, Epoch epoch, ReadOnlySpan<byte> end)
    {
        var writer = new RowWriter(RowFamily.Partition, Version, 1, SizeHint);
        writer.Number(epoch.Value);
        writer.Bytes(end);
        return writer.Seal(rowKey);
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecode(Row row, out Partition partition)
    {
        partition = null!;
        if (!RowReader.TryOpen(RowFamily.Partition, Version, row.Key.Span, row.Value.Span, out var reader)) return false;
        var epoch = new Epoch(reader.Number(ulong.MaxValue));
        var end = reader.Bytes().ToArray();
        partition = new Partition(row.Key[1..], end, epoch, CommitCondition.HasRevision(row.Key, row.Revision));
        return reader.IsComplete;
    }
}
