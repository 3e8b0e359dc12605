using System.Buffers.Binary;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Core.Fragments;

/// <summary>
/// Which row of the index a fragment belongs to, repeated in every fragment's header so that a sweeper can ask the index whether
/// the fragment is still wanted.
/// </summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">The object's key.</param>
/// <param name="Upload">The multipart upload, or null for an object that was written whole.</param>
/// <param name="PartNumber">1..10,000 with an upload, 0 without.</param>
/// <remarks>
/// Format (docs/format/extents.md): bucket u64 LE, upload id 16 bytes (zero when none), part number u16 LE, key length u16 LE, key bytes.
/// </remarks>
public readonly record struct FragmentOwner(BucketId Bucket, ObjectKey Key, UploadId? Upload, ushort PartNumber)
{
    /// <summary>Most bytes of the binary form.</summary>
    public const int SizeMax = HeaderSize + ObjectKey.BytesMax;

    private const int HeaderSize = 8 + UploadId.Size + 2 + 2;

    /// <summary>Bytes of the binary form.</summary>
    public int Size => HeaderSize + Key.Utf8.Length;

    /// <summary>The binary form.</summary>
    public byte[] Format()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Bucket.Value);
        Upload?.Format(bytes.AsSpan(8));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(24), PartNumber);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(26), (ushort)Key.Utf8.Length);
        Key.Utf8.CopyTo(bytes.AsSpan(HeaderSize));
        return bytes;
    }

    /// <summary>Reads what <see cref="Format"/> wrote; false on anything else.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> source, out FragmentOwner owner)
    {
        owner = default;
        var bytes = source.Span;
        if (bytes.Length < HeaderSize || bytes.Length != HeaderSize + BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..])) return false;
        if (!ObjectKey.TryCreate(source[HeaderSize..], out var key)) return false;
        var upload = UploadId.Read(bytes[8..]);
        var partNumber = BinaryPrimitives.ReadUInt16LittleEndian(bytes[24..]);
        if (upload == default != (partNumber == 0)) return false;
        owner = new FragmentOwner(new BucketId(BinaryPrimitives.ReadUInt64LittleEndian(bytes)), key, upload == default ? null : upload, partNumber);
        return true;
    }
}
