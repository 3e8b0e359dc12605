using ObjectStore.Core.Errors;

namespace ObjectStore.Index.Rows;

/// <summary>The error for a row that cannot be read.</summary>
internal static class CorruptRow
{
    /// <summary>CorruptIndex, naming the family but not the key, which may be confidential.</summary>
    public static StorageException Of(ReadOnlySpan<byte> rowKey) => new(
        StorageErrorCode.CorruptIndex, $"A row of family '{(rowKey.IsEmpty ? '?' : (char)rowKey[0])}' is damaged, misplaced, or of a format that this release cannot read.");
}
