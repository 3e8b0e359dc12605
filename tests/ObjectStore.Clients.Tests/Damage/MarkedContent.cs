using System.Buffers.Binary;

namespace ObjectStore.Clients.Tests.Damage;

/// <summary>Object bodies with a marker at every 64 KiB, by which their bytes are found again in the files of the store.</summary>
/// <remarks>A marker is 16 fixed bytes, the object's number and the position in the object (64-bit little endian each).</remarks>
internal static class MarkedContent
{
    /// <summary>Distance of markers.</summary>
    public const int MarkerInterval = 64 * 1024;

    /// <summary>Bytes of a marker.</summary>
    public const int MarkerBytes = 32;

    /// <summary>What each marker starts with.</summary>
    public static ReadOnlySpan<byte> Magic => "\u0001marker-of-tests"u8[..16];

    /// <summary>Makes the body of an object.</summary>
    public static byte[] Create(int objectNumber, int length)
    {
        var bytes = new SeededContent((ulong)objectNumber, length).ToArray();
        for (var position = 0; position + MarkerBytes <= length; position += MarkerInterval)
        {
            Magic.CopyTo(bytes.AsSpan(position));
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(position + 16), objectNumber);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(position + 24), position);
        }
        return bytes;
    }
}
