using ObjectStore.Core.Identifiers;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Keymap;

/// <summary>How far the copy of a move has come; a row in the target, written with each page. docs/format/index.md §7.</summary>
/// <param name="Epoch">Epoch of the move.</param>
/// <param name="SourceRevision">Revision of the source's row since which changes are recorded.</param>
/// <param name="Next">Key of the next row to copy; empty when the copy is complete.</param>
/// <param name="CopiedRows">Rows that were copied.</param>
internal sealed record MoveProgress(Epoch Epoch, long SourceRevision, ReadOnlyMemory<byte> Next, long CopiedRows)
{
    private const byte Version = 1;
    private const int SizeHint = 48;

    /// <summary>Whether every row has been copied once.</summary>
    public bool IsComplete => Next.IsEmpty;

    public ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> rowKey)
    {
        var writer = new RowWriter(RowFamily.MoveProgress, Version, 1, SizeHint);
        writer.Number(Epoch.Value);
        writer.Number(SourceRevision);
        writer.Bytes(Next.Span);
        writer.Number(CopiedRows);
        return writer.Seal(rowKey);
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecode(Row row, out MoveProgress progress)
    {
        progress = null!;
        if (!RowReader.TryOpen(RowFamily.MoveProgress, Version, row.Key.Span, row.Value.Span, out var reader)) return false;
        var epoch = new Epoch(reader.Number(ulong.MaxValue));
        var revision = reader.Number(long.MaxValue);
        progress = new MoveProgress(epoch, revision, reader.Bytes().ToArray(), reader.Number(long.MaxValue));
        return reader.IsComplete;
    }
}
