using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Catalog;

/// <summary>Job state rows: bytes of the job's own format; docs/format/index.md §8.</summary>
internal static class JobStateCodec
{
    private const byte Version = 1;

    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> state)
    {
        var writer = new RowWriter(RowFamily.JobState, Version, 1, state.Length);
        writer.Raw(state);
        return writer.Seal(rowKey);
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> rowKey, ReadOnlyMemory<byte> value, out ReadOnlyMemory<byte> state)
    {
        state = default;
        if (!RowReader.TryOpen(RowFamily.JobState, Version, rowKey, value.Span, out _)) return false;
        state = value[RowReader.HeaderBytes..^RowReader.ChecksumBytes];
        return true;
    }
}
