using ObjectStore.Index.Objects;

namespace ObjectStore.Index.Rows;

/// <summary>Rows of restorations, key and value; docs/format/index.md §12.</summary>
internal static class RestoreEntryCodec
{
    private const byte Version = 1;
    private const int IsNullVersion = 1;
    private const int HasCopy = 2;
    private const int FlagsMax = 3;
    private const int SizeHint = 12;

    /// <summary>The value for a version that is being restored, or has been.</summary>
    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> rowKey, StoredRestore restore, bool isNullVersion)
    {
        var writer = new RowWriter(RowFamily.Restore, Version, 1, SizeHint);
        writer.Byte((byte)((isNullVersion ? IsNullVersion : 0) | (restore.Until is null ? 0 : HasCopy)));
        writer.Time(restore.Until ?? restore.RequestedAt);
        return writer.Seal(rowKey);
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> value, out RestoreEntry entry)
    {
        entry = null!;
        if (!RowReader.TryOpen(RowFamily.Restore, Version, rowKey, value, out var reader)) return false;
        if (!RowKeys.TryReadRestore(rowKey, out var key, out var place)) return false;
        var flags = reader.Byte();
        reader.Require(flags <= FlagsMax);
        var time = reader.Time();
        var hasCopy = (flags & HasCopy) != 0;
        var name = (flags & IsNullVersion) != 0 ? VersionName.Null : VersionName.Of(place);
        entry = new RestoreEntry(RowKeys.BucketOf(rowKey), key, name, hasCopy ? null : time, hasCopy ? time : null);
        return reader.IsComplete;
    }
}
