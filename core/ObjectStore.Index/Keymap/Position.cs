using System.Buffers.Binary;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Keymap;

/// <summary>A place in the one ordered space of all keys: a bucket and the beginning of an object key, raw. The default is the beginning of all.</summary>
/// <remarks>As a bound of a partition: empty, or 8 bytes of bucket id, big endian, and the key; docs/format/index.md §7.</remarks>
internal readonly record struct Position(BucketId Bucket, ReadOnlyMemory<byte> Key)
{
    /// <summary>Bytes of the bucket id in a bound.</summary>
    public const int BucketBytes = sizeof(ulong);

    /// <summary>Whether bytes are a bound: empty, or bucket and the beginning of a key.</summary>
    public static bool IsBound(ReadOnlySpan<byte> bytes) => bytes.IsEmpty || bytes.Length is >= BucketBytes and <= BucketBytes + ObjectKey.BytesMax;

    /// <summary>The position as the bound of a partition.</summary>
    public byte[] ToBound()
    {
        var bytes = new byte[BucketBytes + Key.Length];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Bucket.Value);
        Key.Span.CopyTo(bytes.AsSpan(BucketBytes));
        return bytes;
    }

    /// <summary>Order of a bound that begins something and this position: negative or 0 when the position is not before it.</summary>
    public int CompareBound(ReadOnlySpan<byte> bound)
    {
        if (bound.IsEmpty) return -1;
        var order = BinaryPrimitives.ReadUInt64BigEndian(bound).CompareTo(Bucket.Value);
        return order != 0 ? order : bound[BucketBytes..].SequenceCompareTo(Key.Span);
    }
}
