using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Catalog;

/// <summary>Takes the place of a fence while a bucket is being deleted, and for a day after.</summary>
/// <param name="Name">Name of the bucket.</param>
/// <param name="Generation">That of the bucket row that began the deletion; only a higher one may put the fence back.</param>
/// <param name="At">When.</param>
internal sealed record Tombstone(string Name, ulong Generation, DateTimeOffset At)
{
    private const byte Version = 1;
    private const int SizeHint = 80;

    public ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> rowKey)
    {
        var writer = new RowWriter(RowFamily.Tombstone, Version, 1, SizeHint);
        writer.Text(Name);
        writer.Number(Generation);
        writer.Time(At);
        return writer.Seal(rowKey);
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecode(Row row, out Tombstone tombstone)
    {
        tombstone = null!;
        if (!RowReader.TryOpen(RowFamily.Tombstone, Version, row.Key.Span, row.Value.Span, out var reader)) return false;
        tombstone = new Tombstone(reader.Text(), reader.Number(ulong.MaxValue), reader.Time());
        return reader.IsComplete;
    }
}
