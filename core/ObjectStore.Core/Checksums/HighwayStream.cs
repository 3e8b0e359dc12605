using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ObjectStore.Core.Checksums;

/// <summary>A HighwayHash over pieces of any length: whole packets go to the state, the rest waits for the next piece.</summary>
/// <remarks>Invariant: fewer than 32 bytes wait.</remarks>
internal struct HighwayStream(in HighwayKey key)
{
    private HighwayState _state = new(key);
    private Pending _pending;
    private int _pendingBytes;

    /// <summary>Takes in a piece.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        if (_pendingBytes > 0)
        {
            var taken = Math.Min(data.Length, HighwayState.PacketBytes - _pendingBytes);
            data[..taken].CopyTo(_pending[_pendingBytes..]);
            data = data[taken..];
            _pendingBytes += taken;
            if (_pendingBytes < HighwayState.PacketBytes) return;
            _state.Update(_pending);
        }

        var whole = data.Length & -HighwayState.PacketBytes;
        _state.Update(data[..whole]);
        data[whole..].CopyTo(_pending);
        _pendingBytes = data.Length - whole;
    }

    /// <summary>The hash of 64 bits of all pieces so far; the stream goes on unchanged.</summary>
    public readonly ulong Finish64()
    {
        var state = Finished(rounds: 4);
        return (state.Value0 + state.Value1 + state.Multiplier0 + state.Multiplier1).ToScalar();
    }

    /// <summary>The hash of 128 bits of all pieces so far, low word first.</summary>
    public readonly Vector128<ulong> Finish128()
    {
        var state = Finished(rounds: 6);
        return (state.Value0 + state.Multiplier0).GetLower() + (state.Value1 + state.Multiplier1).GetUpper();
    }

    /// <summary>The hash of 256 bits of all pieces so far, low word first.</summary>
    public readonly Vector256<ulong> Finish256()
    {
        var state = Finished(rounds: 10);
        var (low, high) = (state.Value0 + state.Multiplier0, state.Value1 + state.Multiplier1);
        return Vector256.Create(Reduce(high.GetLower(), low.GetLower()), Reduce(high.GetUpper(), low.GetUpper()));
    }

    /// <summary>The polynomial of 256 bits modulo x^128 + x^2 + x.</summary>
    private static Vector128<ulong> Reduce(Vector128<ulong> high, Vector128<ulong> low)
    {
        var (upper, lower) = (high[1] & 0x3FFF_FFFF_FFFF_FFFF, high[0]);
        return Vector128.Create(
            low[0] ^ (lower << 1) ^ (lower << 2),
            low[1] ^ ((upper << 1) | (lower >> 63)) ^ ((upper << 2) | (lower >> 62)));
    }

    private readonly HighwayState Finished(int rounds)
    {
        var state = _state;
        if (_pendingBytes > 0) state.UpdateRemainder(((ReadOnlySpan<byte>)_pending)[.._pendingBytes]);
        state.Permute(rounds);
        return state;
    }

    [InlineArray(HighwayState.PacketBytes)]
    private struct Pending
    {
        private byte _first;
    }
}
