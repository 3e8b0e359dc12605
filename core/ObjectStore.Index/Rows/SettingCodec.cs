namespace ObjectStore.Index.Rows;

/// <summary>Rows of bucket settings; docs/format/index.md §8.</summary>
internal static class SettingCodec
{
    private const byte Version = 1;
    private const int SizeHint = 256;

    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> setting)
    {
        var writer = new RowWriter(RowFamily.Setting, Version, 1, SizeHint);
        writer.Bytes(setting);
        return writer.Seal(rowKey);
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> value, out ReadOnlyMemory<byte> setting)
    {
        setting = default;
        if (!RowReader.TryOpen(RowFamily.Setting, Version, rowKey, value, out var reader)) return false;
        setting = reader.Bytes().ToArray();
        return reader.IsComplete;
    }
}
