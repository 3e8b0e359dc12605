using System.Buffers.Binary;
using System.Numerics;
using static ObjectStore.Core.Checksums.XxHash3Secret;

namespace ObjectStore.Core.Checksums;

/// <summary>XXH3 of 128 bits over inputs of at most <see cref="XxHash3.ShortBytesMax"/> bytes.</summary>
internal static class XxHash3Short128
{
    /// <summary>The hash of <paramref name="data"/>.</summary>
    public static UInt128 Hash(ReadOnlySpan<byte> data) => data.Length switch
    {
        0 => new UInt128(XxHash64.Avalanche(Word(80) ^ Word(88)), XxHash64.Avalanche(Word(64) ^ Word(72))),
        <= 3 => To3(data),
        <= 8 => To8(data),
        <= 16 => To16(data),
        <= 128 => To128(data),
        _ => To240(data),
    };

    private static UInt128 To3(ReadOnlySpan<byte> data)
    {
        var low = XxHash3Short64.Combined(data);
        var high = BitOperations.RotateLeft(BinaryPrimitives.ReverseEndianness(low), 13);
        return new UInt128(XxHash64.Avalanche(high ^ SecretPair(8)), XxHash64.Avalanche(low ^ SecretPair(0)));
    }

    private static ulong SecretPair(int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(Bytes[offset..]) ^ BinaryPrimitives.ReadUInt32LittleEndian(Bytes[(offset + 4)..]);

    private static UInt128 To8(ReadOnlySpan<byte> data)
    {
        unchecked
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(data) + ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(data[^4..]) << 32);
            var high = Math.BigMul(word ^ Word(16) ^ Word(24), XxHashPrimes.P64N1 + ((ulong)data.Length << 2), out var low);
            high += low << 1;
            low ^= high >> 3;
            low = (low ^ (low >> 35)) * XxHashPrimes.Mix2;
            return new UInt128(Avalanche(high), low ^ (low >> 28));
        }
    }

    private static UInt128 To16(ReadOnlySpan<byte> data)
    {
        unchecked
        {
            var first = Word(data, 0);
            var last = Word(data, data.Length - 8);
            var high = Math.BigMul(first ^ last ^ Word(32) ^ Word(40), XxHashPrimes.P64N1, out var low);
            low += (ulong)(data.Length - 1) << 54;
            last ^= Word(48) ^ Word(56);
            high += last + ((ulong)(uint)last * (XxHashPrimes.P32N2 - 1));
            low ^= BinaryPrimitives.ReverseEndianness(high);
            var productHigh = Math.BigMul(low, XxHashPrimes.P64N2, out var productLow);
            return new UInt128(Avalanche(productHigh + (high * XxHashPrimes.P64N2)), Avalanche(productLow));
        }
    }

    /// <summary>Pairs of 16 bytes from both ends inwards.</summary>
    private static UInt128 To128(ReadOnlySpan<byte> data)
    {
        var sums = new Sums(data.Length);
        for (var pair = (data.Length - 1) / 32; pair >= 0; pair--) sums.Mix(data, 16 * pair, data.Length - (16 * (pair + 1)), 32 * pair);
        return sums.Finish(data.Length);
    }

    private static UInt128 To240(ReadOnlySpan<byte> data)
    {
        var sums = new Sums(data.Length);
        for (var offset = 0; offset < 128; offset += 32) sums.Mix(data, offset, offset + 16, offset);
        sums.Low = Avalanche(sums.Low);
        sums.High = Avalanche(sums.High);
        for (var offset = 128; offset + 32 <= data.Length; offset += 32) sums.Mix(data, offset, offset + 16, offset - 128 + 3);
        sums.Mix(data, data.Length - 16, data.Length - 32, 136 - 17 - 16);
        return sums.Finish(data.Length);
    }

    private ref struct Sums(int length)
    {
        public ulong Low = unchecked((ulong)length * XxHashPrimes.P64N1);
        public ulong High;

        public void Mix(ReadOnlySpan<byte> data, int first, int second, int secretOffset)
        {
            unchecked
            {
                Low = (Low + Mix16(data, first, secretOffset)) ^ (Word(data, second) + Word(data, second + 8));
                High = (High + Mix16(data, second, secretOffset + 16)) ^ (Word(data, first) + Word(data, first + 8));
            }
        }

        public readonly UInt128 Finish(int length)
        {
            unchecked
            {
                var high = (Low * XxHashPrimes.P64N1) + (High * XxHashPrimes.P64N4) + ((ulong)length * XxHashPrimes.P64N2);
                return new UInt128(0 - Avalanche(high), Avalanche(Low + High));
            }
        }
    }
}
