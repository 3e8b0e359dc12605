using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Keymap;

/// <summary>A range that a database no longer owns and whose rows are to be deleted there; docs/format/index.md §7.</summary>
/// <param name="Start">First position as a bound.</param>
/// <param name="End">First position after it; empty for the end of all.</param>
/// <param name="DeleteAfter">Its rows stay until then.</param>
internal sealed record DiscardedRange(ReadOnlyMemory<byte> Start, ReadOnlyMemory<byte> End, DateTimeOffset DeleteAfter)
{
    private const byte Version = 1;
    private const int SizeHint = 32;

    public ReadOnlyMemory<byte> Encode()
    {
        var writer = new RowWriter(RowFamily.Discarded, Version, 1, SizeHint);
        writer.Bytes(End.Span);
        writer.Time(DeleteAfter);
        return writer.Seal(RowKeys.Discarded(Start.Span));
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecode(Row row, out DiscardedRange range)
    {
        range = null!;
        if (!RowReader.TryOpen(RowFamily.Discarded, Version, row.Key.Span, row.Value.Span, out var reader)) return false;
        range = new DiscardedRange(row.Key[1..], reader.Bytes().ToArray(), reader.Time());
        return reader.IsComplete && Position.IsBound(range.Start.Span) && Position.IsBound(range.End.Span);
    }
}
