using System.Buffers.Binary;

namespace ObjectStore.Core.Checksums;

/// <summary>The 256-bit key of a HighwayHash, as four words of which the first is the lowest.</summary>
public readonly record struct HighwayKey(ulong Word0, ulong Word1, ulong Word2, ulong Word3)
{
    /// <summary>Bytes of a key.</summary>
    public const int Size = 32;

    /// <summary>The key of 32 bytes, little endian words.</summary>
    public static HighwayKey FromBytes(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        return new HighwayKey(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
    }
}
