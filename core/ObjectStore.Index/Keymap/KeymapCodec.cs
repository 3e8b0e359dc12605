using ObjectStore.Core.Identifiers;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Keymap;

/// <summary>Keymap entries; docs/format/index.md §7.</summary>
internal static class KeymapCodec
{
    private const byte Version = 1;
    private const int SizeHint = 64;

    /// <summary>The value of the row of <paramref name="entry"/>, whose key its start gives.</summary>
    public static ReadOnlyMemory<byte> Encode(KeymapEntry entry)
    {
        var writer = new RowWriter(RowFamily.Keymap, Version, 1, SizeHint);
        writer.Number(entry.Epoch.Value);
        writer.Bytes(entry.End.Span);
        writer.Text(entry.Database);
        writer.Text(entry.MoveTarget ?? "");
        writer.Number(entry.KeyCount);
        writer.Time(entry.ChangedAt);
        return writer.Seal(RowKeys.Keymap(entry.Start.Span));
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecode(Row row, out KeymapEntry entry)
    {
        entry = null!;
        var start = row.Key[1..];
        if (!Position.IsBound(start.Span) || !RowReader.TryOpen(RowFamily.Keymap, Version, row.Key.Span, row.Value.Span, out var reader)) return false;
        var epoch = new Epoch(reader.Number(ulong.MaxValue));
        var end = reader.Bytes().ToArray();
        reader.Require(Position.IsBound(end) && (end.Length == 0 || end.AsSpan().SequenceCompareTo(start.Span) > 0));
        var database = reader.Text();
        var target = reader.Text();
        entry = new KeymapEntry(start, end, epoch, database, target.Length > 0 ? target : null, reader.Number(long.MaxValue), reader.Time());
        return reader.IsComplete;
    }
}
