using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Catalog;

/// <summary>Bucket rows and their fences; docs/format/index.md §8.</summary>
internal static class BucketCodec
{
    private const byte Version = 1;
    private const int SizeHint = 80;

    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> rowKey, BucketRecord bucket)
    {
        var writer = new RowWriter(RowFamily.Bucket, Version, 1, SizeHint);
        writer.Number(bucket.Id.Value);
        writer.Time(bucket.CreatedAt);
        writer.Text(bucket.OwnerId);
        writer.Text(bucket.Region);
        return writer.Seal(rowKey);
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> value, out BucketRecord bucket)
    {
        bucket = null!;
        if (!RowReader.TryOpen(RowFamily.Bucket, Version, rowKey, value, out var reader)) return false;
        var id = new BucketId(reader.Number(ulong.MaxValue));
        var createdAt = reader.Time();
        bucket = new BucketRecord(Encoding.UTF8.GetString(rowKey[1..]), id, reader.Text(), createdAt, reader.Text());
        return reader.IsComplete;
    }

    /// <summary>A fence holds the name of its bucket, for people who look at a database.</summary>
    public static ReadOnlyMemory<byte> EncodeFence(ReadOnlySpan<byte> rowKey, string name)
    {
        var writer = new RowWriter(RowFamily.Fence, Version, 1, SizeHint);
        writer.Text(name);
        return writer.Seal(rowKey);
    }
}
