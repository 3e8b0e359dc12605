using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects;

/// <summary>Reads part rows.</summary>
internal static class PartRows
{
    /// <summary>Highest part number, and most parts of an upload (S3 user guide, "Multipart upload limits").</summary>
    public const int PartCountMax = 10_000;

    /// <summary>Parts with numbers after <paramref name="afterPartNumber"/>, ascending, at most <paramref name="limit"/>.</summary>
    public static async ValueTask<IReadOnlyList<PartRecord>> ReadAsync(
        Partition partition, BucketId bucket, ObjectKey key, UploadId upload, int afterPartNumber, int limit, CancellationToken cancellationToken)
    {
        if (afterPartNumber >= PartCountMax) return [];
        var start = RowKeys.Part(bucket, key, upload, afterPartNumber + 1);
        var end = RowKeys.PrefixEnd(RowKeys.Parts(bucket, key, upload));
        var rows = await partition.ScanAsync(new KeyRange(start, end), Math.Min(limit, PartCountMax), cancellationToken);
        var parts = new PartRecord[rows.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!PartCodec.TryDecode(rows[i].Key.Span, rows[i].Value.Span, out parts[i])) throw CorruptRow.Of(rows[i].Key.Span);
        }

        return parts;
    }
}
