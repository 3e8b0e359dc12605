using System.Buffers.Binary;
using System.Numerics;
using static ObjectStore.Core.Checksums.XxHash3Secret;

namespace ObjectStore.Core.Checksums;

/// <summary>XXH3 of 64 bits over inputs of at most <see cref="XxHash3.ShortBytesMax"/> bytes.</summary>
internal static class XxHash3Short64
{
    /// <summary>The hash of <paramref name="data"/>.</summary>
    public static ulong Hash(ReadOnlySpan<byte> data) => data.Length switch
    {
        0 => XxHash64.Avalanche(Word(56) ^ Word(64)),
        <= 3 => To3(data),
        <= 8 => To8(data),
        <= 16 => To16(data),
        <= 128 => To128(data),
        _ => To240(data),
    };

    /// <summary>First, middle and last byte and the length of an input of up to three bytes, in one word.</summary>
    public static uint Combined(ReadOnlySpan<byte> data) =>
        ((uint)data[0] << 16) | ((uint)data[data.Length >> 1] << 24) | data[^1] | ((uint)data.Length << 8);

    private static ulong To3(ReadOnlySpan<byte> data) =>
        XxHash64.Avalanche(Combined(data) ^ (ulong)(BinaryPrimitives.ReadUInt32LittleEndian(Bytes) ^ BinaryPrimitives.ReadUInt32LittleEndian(Bytes[4..])));

    private static ulong To8(ReadOnlySpan<byte> data)
    {
        var first = BinaryPrimitives.ReadUInt32LittleEndian(data);
        var last = BinaryPrimitives.ReadUInt32LittleEndian(data[^4..]);
        var hash = (last + ((ulong)first << 32)) ^ Word(8) ^ Word(16);
        hash ^= BitOperations.RotateLeft(hash, 49) ^ BitOperations.RotateLeft(hash, 24);
        hash = unchecked(hash * XxHashPrimes.Mix2);
        hash ^= (hash >> 35) + (ulong)data.Length;
        hash = unchecked(hash * XxHashPrimes.Mix2);
        return hash ^ (hash >> 28);
    }

    private static ulong To16(ReadOnlySpan<byte> data)
    {
        var low = Word(data, 0) ^ Word(24) ^ Word(32);
        var high = Word(data, data.Length - 8) ^ Word(40) ^ Word(48);
        return Avalanche(unchecked((ulong)data.Length + BinaryPrimitives.ReverseEndianness(low) + high + FoldedProduct(low, high)));
    }

    /// <summary>Pairs of 16 bytes from both ends inwards.</summary>
    private static ulong To128(ReadOnlySpan<byte> data)
    {
        unchecked
        {
            var hash = (ulong)data.Length * XxHashPrimes.P64N1;
            for (var pair = (data.Length - 1) / 32; pair >= 0; pair--)
            {
                hash += Mix16(data, 16 * pair, 32 * pair);
                hash += Mix16(data, data.Length - (16 * (pair + 1)), (32 * pair) + 16);
            }

            return Avalanche(hash);
        }
    }

    private static ulong To240(ReadOnlySpan<byte> data)
    {
        unchecked
        {
            var hash = (ulong)data.Length * XxHashPrimes.P64N1;
            for (var index = 0; index < 8; index++) hash += Mix16(data, 16 * index, 16 * index);
            hash = Avalanche(hash);
            for (var index = 8; index < data.Length / 16; index++) hash += Mix16(data, 16 * index, (16 * (index - 8)) + 3);
            return Avalanche(hash + Mix16(data, data.Length - 16, 136 - 17));
        }
    }
}
