using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;

namespace ObjectStore.Index.Rows;

/// <summary>Garbage rows, key and value; docs/format/index.md §6.</summary>
internal static class GarbageCodec
{
    private const byte Version = 1;
    private const int SizeHint = 48;

    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> rowKey, DateTimeOffset queuedAt, IReadOnlyList<StripeRun> runs)
    {
        var writer = new RowWriter(RowFamily.Garbage, Version, 1, SizeHint);
        writer.Time(queuedAt);
        RunCodec.Write(ref writer, runs);
        return writer.Seal(rowKey);
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> rowKey, ReadOnlySpan<byte> value, out GarbageEntry entry)
    {
        entry = null!;
        if (!RowReader.TryOpen(RowFamily.Garbage, Version, rowKey.Span, value, out var reader)) return false;
        if (!RowKeys.TryReadEscapedKey(rowKey.Span, out var key, out var id) || id.Length != 1 + UploadId.Size) return false;
        if (id[0] is not (RowKeys.GarbageOfStripes or RowKeys.GarbageOfUpload)) return false;
        UploadId? upload = id[0] == RowKeys.GarbageOfUpload ? UploadId.Read(id[1..]) : null;
        entry = new GarbageEntry(rowKey, reader.Time(), RunCodec.Read(ref reader), RowKeys.BucketOf(rowKey.Span), key, upload);
        return reader.IsComplete;
    }
}
