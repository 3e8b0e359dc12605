using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Transfer;

/// <summary>One piece of an export, in their order in the file.</summary>
public abstract record ExportRecord
{
    private ExportRecord()
    {
    }

    /// <summary>A database begins.</summary>
    /// <param name="Name">Its name where the export was made.</param>
    /// <param name="IsCatalog">Whether the rows of the catalog follow.</param>
    public sealed record Database(string Name, bool IsCatalog) : ExportRecord;

    /// <summary>A partition begins, in the database before it.</summary>
    /// <param name="Start">First position as a bound.</param>
    /// <param name="End">First position after it; empty for the end of all.</param>
    /// <param name="Epoch">Its epoch in the keymap.</param>
    public sealed record Partition(ReadOnlyMemory<byte> Start, ReadOnlyMemory<byte> End, Epoch Epoch) : ExportRecord;

    /// <summary>Some rows of the partition, or of the catalog.</summary>
    /// <param name="Items">Keys and values; valid until the next record is read.</param>
    public sealed record Rows(IReadOnlyList<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> Items) : ExportRecord;
}
