using static ObjectStore.Core.Checksums.XxHash3Secret;

namespace ObjectStore.Core.Checksums;

/// <summary>XXH3 with seed 0 and the default secret, piece by piece; one pass gives the hash of 64 bits and that of 128.</summary>
/// <remarks>Source: the xxHash specification, "XXH3 algorithm" (docs/format/checksums.md). Not thread-safe. A new one is the hash of no bytes.</remarks>
public sealed class XxHash3
{
    /// <summary>Longest input that is hashed in a form of its own, and so has to be held until more comes.</summary>
    internal const int ShortBytesMax = 240;

    private const int StripeBytes = 64;
    private const int LaneCount = StripeBytes / sizeof(ulong);
    private const int BufferBytes = 4 * StripeBytes;
    private const int StripesPerBlock = (Size - StripeBytes) / sizeof(ulong);

    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly ulong[] _lanes =
    [
        XxHashPrimes.P32N3, XxHashPrimes.P64N1, XxHashPrimes.P64N2, XxHashPrimes.P64N3, XxHashPrimes.P64N4, XxHashPrimes.P32N2, XxHashPrimes.P64N5, XxHashPrimes.P32N1,
    ];

    private int _buffered;
    private int _stripe;
    private ulong _length;

    /// <summary>Continues the hash over <paramref name="data"/>.</summary>
    /// <remarks>The buffer is consumed only when more comes, since the last stripe is hashed differently; behind its filled part lie the bytes before it.</remarks>
    public void Append(ReadOnlySpan<byte> data)
    {
        _length += (ulong)data.Length;
        var count = Math.Min(BufferBytes - _buffered, data.Length);
        data[..count].CopyTo(_buffer.AsSpan(_buffered));
        _buffered += count;
        data = data[count..];
        if (data.IsEmpty) return;
        _stripe = Consume(_lanes, _stripe, _buffer);
        var whole = (data.Length - 1) / BufferBytes * BufferBytes;
        if (whole > 0)
        {
            _stripe = Consume(_lanes, _stripe, data[..whole]);
            data[(whole - StripeBytes)..whole].CopyTo(_buffer.AsSpan(BufferBytes - StripeBytes));
        }

        data[whole..].CopyTo(_buffer);
        _buffered = data.Length - whole;
    }

    /// <summary>The hash of 64 bits of all bytes appended so far.</summary>
    public ulong GetValue64()
    {
        if (_length <= ShortBytesMax) return XxHash3Short64.Hash(_buffer.AsSpan(0, _buffered));
        Span<ulong> lanes = stackalloc ulong[LaneCount];
        FinishLanes(lanes);
        return Merge(lanes, 11, unchecked(_length * XxHashPrimes.P64N1));
    }

    /// <summary>The hash of 128 bits of all bytes appended so far.</summary>
    public UInt128 GetValue128()
    {
        if (_length <= ShortBytesMax) return XxHash3Short128.Hash(_buffer.AsSpan(0, _buffered));
        Span<ulong> lanes = stackalloc ulong[LaneCount];
        FinishLanes(lanes);
        var high = Merge(lanes, Size - StripeBytes - 11, ~unchecked(_length * XxHashPrimes.P64N2));
        return new UInt128(high, Merge(lanes, 11, unchecked(_length * XxHashPrimes.P64N1)));
    }

    /// <summary>Takes whole stripes; returns the place of the next in its block.</summary>
    private static int Consume(Span<ulong> lanes, int stripe, ReadOnlySpan<byte> data)
    {
        for (; data.Length >= StripeBytes; data = data[StripeBytes..])
        {
            Accumulate(lanes, data, stripe * sizeof(ulong));
            if (++stripe < StripesPerBlock) continue;
            Scramble(lanes);
            stripe = 0;
        }

        return stripe;
    }

    private static void Accumulate(Span<ulong> lanes, ReadOnlySpan<byte> stripe, int secretOffset)
    {
        unchecked
        {
            for (var lane = 0; lane < LaneCount; lane++)
            {
                var word = Word(stripe, 8 * lane);
                var key = word ^ Word(secretOffset + (8 * lane));
                lanes[lane ^ 1] += word;
                lanes[lane] += (key & uint.MaxValue) * (key >> 32);
            }
        }
    }

    private static void Scramble(Span<ulong> lanes)
    {
        for (var lane = 0; lane < LaneCount; lane++)
            lanes[lane] = unchecked((lanes[lane] ^ (lanes[lane] >> 47) ^ Word(Size - StripeBytes + (8 * lane))) * XxHashPrimes.P32N1);
    }

    private static ulong Merge(ReadOnlySpan<ulong> lanes, int secretOffset, ulong start)
    {
        for (var lane = 0; lane < LaneCount; lane += 2)
            start = unchecked(start + FoldedProduct(lanes[lane] ^ Word(secretOffset + (8 * lane)), lanes[lane + 1] ^ Word(secretOffset + (8 * lane) + 8)));
        return Avalanche(start);
    }

    /// <summary>The lanes after what is buffered: all stripes but the last whole or partial one, and then the last 64 bytes of the input.</summary>
    private void FinishLanes(Span<ulong> lanes)
    {
        _lanes.CopyTo(lanes);
        Span<byte> last = stackalloc byte[StripeBytes];
        var buffered = _buffer.AsSpan(0, _buffered);
        if (_buffered >= StripeBytes)
        {
            Consume(lanes, _stripe, buffered[..((_buffered - 1) / StripeBytes * StripeBytes)]);
            buffered[^StripeBytes..].CopyTo(last);
        }
        else
        {
            _buffer.AsSpan(BufferBytes - StripeBytes + _buffered).CopyTo(last);
            buffered.CopyTo(last[(StripeBytes - _buffered)..]);
        }

        Accumulate(lanes, last, Size - StripeBytes - 7);
    }
}
