using System.Runtime.Intrinsics;
using ObjectStore.Core.Checksums.Kernels;

namespace ObjectStore.Core.Checksums;

/// <summary>The 1024-bit state of a HighwayHash: four vectors of four words. Source: Alakuijala, Cox, Wassenberg, "Fast keyed hash/pseudo-random
/// function using SIMD multiply and permute", 2017.</summary>
internal struct HighwayState
{
    /// <summary>Bytes that one round takes in.</summary>
    public const int PacketBytes = 32;

    private static readonly Vector256<ulong> Initial0 =
        Vector256.Create(0xDBE6D5D5FE4CCE2F, 0xA4093822299F31D0, 0x13198A2E03707344, 0x243F6A8885A308D3);

    private static readonly Vector256<ulong> Initial1 =
        Vector256.Create(0x3BD39E10CB0EF593, 0xC0ACF169B5F18A8C, 0xBE5466CF34E90C6C, 0x452821E638D01377);

    /// <summary>Mixed with the second multiplier; called v0 in the paper.</summary>
    public Vector256<ulong> Value0;

    /// <summary>Takes in the packets; called v1 in the paper.</summary>
    public Vector256<ulong> Value1;

    /// <summary>First multiplier, mul0.</summary>
    public Vector256<ulong> Multiplier0;

    /// <summary>Second multiplier, mul1.</summary>
    public Vector256<ulong> Multiplier1;

    /// <summary>The state that <paramref name="key"/> begins with.</summary>
    public HighwayState(in HighwayKey key)
    {
        var words = Vector256.Create(key.Word0, key.Word1, key.Word2, key.Word3);
        Multiplier0 = Initial0;
        Multiplier1 = Initial1;
        Value0 = Initial0 ^ words;
        Value1 = Initial1 ^ SwapHalves(words);
    }

    /// <summary>Takes in whole packets.</summary>
    public void Update(ReadOnlySpan<byte> packets)
    {
        if (HighwayAvx2.IsSupported) HighwayAvx2.Update(ref this, packets);
        else HighwayScalar.Update(ref this, packets);
    }

    /// <summary>Takes in the last 1 to 31 bytes, padded so that their number counts.</summary>
    public void UpdateRemainder(ReadOnlySpan<byte> rest)
    {
        var count = (uint)rest.Length;
        Value0 += Vector256.Create(((ulong)count << 32) + count);
        Value1 = RotateHalves(Value1, (int)count);
        Span<byte> packet = stackalloc byte[PacketBytes];
        packet.Clear();
        PadPacket(rest, packet);
        Update(packet);
    }

    /// <summary>Mixes without input, as the end of each hash asks: 4, 6 or 10 rounds for 64, 128 or 256 bits.</summary>
    public void Permute(int rounds)
    {
        Span<byte> packet = stackalloc byte[PacketBytes];
        for (var round = 0; round < rounds; round++)
        {
            SwapHalves(Vector256.Create(Value0.GetUpper(), Value0.GetLower())).AsByte().CopyTo(packet);
            Update(packet);
        }
    }

    private static void PadPacket(ReadOnlySpan<byte> rest, Span<byte> packet)
    {
        var whole = rest.Length & ~3;
        rest[..whole].CopyTo(packet);
        var odd = rest[whole..];
        if ((rest.Length & 16) != 0)
        {
            rest[^4..].CopyTo(packet[28..]);
        }
        else if (odd.Length > 0)
        {
            packet[16] = odd[0];
            packet[17] = odd[odd.Length >> 1];
            packet[18] = odd[^1];
        }
    }

    private static Vector256<ulong> SwapHalves(Vector256<ulong> words) => (words << 32) | (words >>> 32);

    private static Vector256<ulong> RotateHalves(Vector256<ulong> words, int count)
    {
        var halves = words.AsUInt32();
        return ((halves << count) | (halves >>> (32 - count))).AsUInt64();
    }
}
