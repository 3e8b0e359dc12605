using ObjectStore.Core.Identifiers;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Keymap;

/// <summary>Partition rows; docs/format/index.md §7.</summary>
internal static class PartitionCodec
{
    private const byte Version = 2;
    private const byte VersionWithoutState = 1;
    private const int SizeHint = 24;

    /// <summary>The value of the row of <paramref name="partition"/>, whose key its start gives.</summary>
    public static ReadOnlyMemory<byte> Encode(PartitionRecord partition)
    {
        var writer = new RowWriter(RowFamily.Partition, Version, Version, SizeHint);
        writer.Number(partition.Epoch.Value);
        writer.Bytes(partition.End.Span);
        writer.Byte((byte)partition.State);
        writer.Number(partition.MoveEpoch.Value);
        return writer.Seal(RowKeys.Partition(partition.Start.Span));
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecode(Row row, out PartitionRecord partition)
    {
        partition = null!;
        var start = row.Key[1..];
        if (!Position.IsBound(start.Span) || !RowReader.TryOpen(RowFamily.Partition, Version, row.Key.Span, row.Value.Span, out var reader)) return false;
        var epoch = new Epoch(reader.Number(ulong.MaxValue));
        var end = reader.Bytes().ToArray();
        reader.Require(Position.IsBound(end) && (end.Length == 0 || end.AsSpan().SequenceCompareTo(start.Span) > 0));
        var hasState = reader.FormatVersion > VersionWithoutState;
        var state = (PartitionState)(hasState ? reader.Byte() : 0);
        var moveEpoch = new Epoch(hasState ? reader.Number(ulong.MaxValue) : 0);
        reader.Require(state <= PartitionState.Incoming);
        partition = new PartitionRecord(start, end, epoch, state, moveEpoch);
        return reader.IsComplete;
    }
}
