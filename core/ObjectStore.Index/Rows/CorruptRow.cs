using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Rows;

/// <summary>The error for a row that cannot be read.</summary>
internal static class CorruptRow
{
    /// <summary>CorruptIndex, naming the family but not the key, which may be confidential.</summary>
    public static StorageException Of(ReadOnlySpan<byte> rowKey) => new(
        StorageErrorCode.CorruptIndex, $"A row of family '{(rowKey.IsEmpty ? '?' : (char)rowKey[0])}' is damaged, misplaced, or of a format that this release cannot read.");

    /// <summary>The same for a row of buckets whose value is at hand. NewerFormat when it is whole: then a newer release wrote it.</summary>
    public static StorageException Of(Row row) => RowReader.IsWhole(row.Key.Span[0], row.Key.Span, row.Value.Span)
        ? new StorageException(StorageErrorCode.NewerFormat, "What is set for the bucket is in a format of a newer release of the store, which this process cannot read. Please try again.")
        : Of(row.Key.Span);
}
