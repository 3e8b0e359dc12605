using System.Buffers.Binary;
using System.Numerics;

namespace ObjectStore.Core.Checksums;

/// <summary>XXH64 with seed 0, piece by piece.</summary>
/// <remarks>Source: the xxHash specification, "XXH64 algorithm" (docs/format/checksums.md). Not thread-safe. A new one is the hash of no bytes.</remarks>
public sealed class XxHash64
{
    private const int StripeBytes = 32;

    private readonly byte[] _buffer = new byte[StripeBytes];
    private int _buffered;
    private ulong _length;
    private ulong _lane1 = unchecked(XxHashPrimes.P64N1 + XxHashPrimes.P64N2);
    private ulong _lane2 = XxHashPrimes.P64N2;
    private ulong _lane3;
    private ulong _lane4 = unchecked(0 - XxHashPrimes.P64N1);

    /// <summary>Continues the hash over <paramref name="data"/>.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        _length += (ulong)data.Length;
        if (_buffered > 0)
        {
            var count = Math.Min(StripeBytes - _buffered, data.Length);
            data[..count].CopyTo(_buffer.AsSpan(_buffered));
            _buffered += count;
            data = data[count..];
            if (_buffered < StripeBytes) return;
            Consume(_buffer);
            _buffered = 0;
        }

        for (; data.Length >= StripeBytes; data = data[StripeBytes..]) Consume(data);
        data.CopyTo(_buffer);
        _buffered = data.Length;
    }

    /// <summary>The hash of all bytes appended so far.</summary>
    public ulong GetValue()
    {
        unchecked
        {
            var hash = (_length >= StripeBytes ? Converged() : XxHashPrimes.P64N5) + _length;
            var rest = _buffer.AsSpan(0, _buffered);
            for (; rest.Length >= 8; rest = rest[8..])
                hash = (BitOperations.RotateLeft(hash ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(rest)), 27) * XxHashPrimes.P64N1) + XxHashPrimes.P64N4;
            if (rest.Length >= 4)
            {
                hash ^= BinaryPrimitives.ReadUInt32LittleEndian(rest) * XxHashPrimes.P64N1;
                hash = (BitOperations.RotateLeft(hash, 23) * XxHashPrimes.P64N2) + XxHashPrimes.P64N3;
                rest = rest[4..];
            }

            foreach (var value in rest) hash = BitOperations.RotateLeft(hash ^ (value * XxHashPrimes.P64N5), 11) * XxHashPrimes.P64N1;
            return Avalanche(hash);
        }
    }

    /// <summary>Mixes every bit of a hash into every other.</summary>
    internal static ulong Avalanche(ulong hash)
    {
        hash = unchecked((hash ^ (hash >> 33)) * XxHashPrimes.P64N2);
        hash = unchecked((hash ^ (hash >> 29)) * XxHashPrimes.P64N3);
        return hash ^ (hash >> 32);
    }

    private static ulong Round(ulong lane, ulong word) =>
        unchecked(BitOperations.RotateLeft(lane + (word * XxHashPrimes.P64N2), 31) * XxHashPrimes.P64N1);

    private void Consume(ReadOnlySpan<byte> stripe)
    {
        _lane1 = Round(_lane1, BinaryPrimitives.ReadUInt64LittleEndian(stripe));
        _lane2 = Round(_lane2, BinaryPrimitives.ReadUInt64LittleEndian(stripe[8..]));
        _lane3 = Round(_lane3, BinaryPrimitives.ReadUInt64LittleEndian(stripe[16..]));
        _lane4 = Round(_lane4, BinaryPrimitives.ReadUInt64LittleEndian(stripe[24..]));
    }

    private ulong Converged()
    {
        unchecked
        {
            var hash = BitOperations.RotateLeft(_lane1, 1) + BitOperations.RotateLeft(_lane2, 7)
                + BitOperations.RotateLeft(_lane3, 12) + BitOperations.RotateLeft(_lane4, 18);
            foreach (var lane in (ReadOnlySpan<ulong>)[_lane1, _lane2, _lane3, _lane4])
                hash = ((hash ^ Round(0, lane)) * XxHashPrimes.P64N1) + XxHashPrimes.P64N4;
            return hash;
        }
    }
}
