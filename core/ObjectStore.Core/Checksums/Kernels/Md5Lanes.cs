using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ObjectStore.Core.Errors;

namespace ObjectStore.Core.Checksums.Kernels;

/// <summary>The steps of MD5 over vectors of words, one lane for each computation. Source: RFC 1321, section 3.4.</summary>
internal sealed unsafe class Md5Lanes<TOperations, TVector>(string name) : Md5Kernel
    where TOperations : struct, IMd5Vector<TVector>
    where TVector : unmanaged
{
    private const int WordsOfBlock = 16;

    /// <inheritdoc />
    public override string Name => name;

    /// <inheritdoc />
    public override int Lanes => TOperations.Lanes;

    /// <summary>T of RFC 1321: 2^32 · |sin(i + 1)|, i in radians.</summary>
    private static ReadOnlySpan<uint> Sines =>
    [
        0xD76AA478, 0xE8C7B756, 0x242070DB, 0xC1BDCEEE, 0xF57C0FAF, 0x4787C62A, 0xA8304613, 0xFD469501,
        0x698098D8, 0x8B44F7AF, 0xFFFF5BB1, 0x895CD7BE, 0x6B901122, 0xFD987193, 0xA679438E, 0x49B40821,
        0xF61E2562, 0xC040B340, 0x265E5A51, 0xE9B6C7AA, 0xD62F105D, 0x02441453, 0xD8A1E681, 0xE7D3FBC8,
        0x21E1CDE6, 0xC33707D6, 0xF4D50D87, 0x455A14ED, 0xA9E3E905, 0xFCEFA3F8, 0x676F02D9, 0x8D2A4C8A,
        0xFFFA3942, 0x8771F681, 0x6D9D6122, 0xFDE5380C, 0xA4BEEA44, 0x4BDECFA9, 0xF6BB4B60, 0xBEBFBC70,
        0x289B7EC6, 0xEAA127FA, 0xD4EF3085, 0x04881D05, 0xD9D4D039, 0xE6DB99E5, 0x1FA27CF8, 0xC4AC5665,
        0xF4292244, 0x432AFF97, 0xAB9423A7, 0xFC93A039, 0x655B59C3, 0x8F0CCC92, 0xFFEFF47D, 0x85845DD1,
        0x6FA87E4F, 0xFE2CE6E0, 0xA3014314, 0x4E0811A1, 0xF7537E82, 0xBD3AF235, 0x2AD7D2BB, 0xEB86D391,
    ];

    /// <inheritdoc />
    public override void Advance(Span<Md5State> states, ReadOnlySpan<Md5Input> inputs, int blocks)
    {
        Invariant.That(states.Length == inputs.Length && states.Length >= 1 && states.Length <= TOperations.Lanes && blocks >= 1);
        var pointers = stackalloc byte*[LanesMax];
        for (var lane = 0; lane < inputs.Length; lane++)
        {
            Invariant.That(inputs[lane].Blocks >= blocks);
            pointers[lane] = inputs[lane].Pointer;
        }

        Advance(states, pointers, blocks);
    }

    /// <inheritdoc />
    public override void Advance(ref Md5State state, ReadOnlySpan<byte> blocks)
    {
        Invariant.That(blocks.Length % Md5State.BlockBytes == 0);
        var pointers = stackalloc byte*[LanesMax];
        fixed (byte* start = blocks)
        {
            pointers[0] = start;
            if (blocks.Length > 0) Advance(new Span<Md5State>(ref state), pointers, blocks.Length / Md5State.BlockBytes);
        }
    }

    /// <summary>Lanes without a computation repeat the input of the first, and what comes of it is dropped.</summary>
    private static void Advance(Span<Md5State> states, byte** pointers, int blocks)
    {
        TVector a = default, b = default, c = default, d = default;
        for (var lane = 0; lane < TOperations.Lanes; lane++)
        {
            var state = lane < states.Length ? states[lane] : default;
            if (lane >= states.Length) pointers[lane] = pointers[0];
            (((uint*)&a)[lane], ((uint*)&b)[lane], ((uint*)&c)[lane], ((uint*)&d)[lane]) = (state.A, state.B, state.C, state.D);
        }

        AdvanceVectors(ref a, ref b, ref c, ref d, pointers, blocks);
        for (var lane = 0; lane < states.Length; lane++)
        {
            states[lane] = new Md5State(((uint*)&a)[lane], ((uint*)&b)[lane], ((uint*)&c)[lane], ((uint*)&d)[lane]);
        }
    }

    private static void AdvanceVectors(ref TVector stateA, ref TVector stateB, ref TVector stateC, ref TVector stateD, byte** pointers, int blocks)
    {
        // One block of all lanes: 1 KiB with sixteen of them, the only large buffer on this stack.
        var words = stackalloc TVector[WordsOfBlock];
        var (a, b, c, d) = (stateA, stateB, stateC, stateD);
        for (nuint offset = 0; offset < (nuint)blocks * Md5State.BlockBytes; offset += Md5State.BlockBytes)
        {
            for (var word = 0; word < WordsOfBlock; word += 4) TOperations.LoadWords(pointers, offset + (nuint)(word * sizeof(uint)), words + word);
            var (oldA, oldB, oldC, oldD) = (a, b, c, d);
            fixed (uint* sines = Sines)
            {
                RoundF(ref a, ref b, ref c, ref d, words, sines);
                RoundG(ref a, ref b, ref c, ref d, words, sines + 16);
                RoundH(ref a, ref b, ref c, ref d, words, sines + 32);
                RoundI(ref a, ref b, ref c, ref d, words, sines + 48);
            }

            (a, b) = (TOperations.Add(a, oldA), TOperations.Add(b, oldB));
            (c, d) = (TOperations.Add(c, oldC), TOperations.Add(d, oldD));
        }

        (stateA, stateB, stateC, stateD) = (a, b, c, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RoundF(ref TVector a, ref TVector b, ref TVector c, ref TVector d, TVector* words, uint* sines)
    {
        for (var step = 0; step < 16; step += 4)
        {
            a = Step(a, b, TOperations.Select(b, c, d), words[step], sines[step], 7);
            d = Step(d, a, TOperations.Select(a, b, c), words[step + 1], sines[step + 1], 12);
            c = Step(c, d, TOperations.Select(d, a, b), words[step + 2], sines[step + 2], 17);
            b = Step(b, c, TOperations.Select(c, d, a), words[step + 3], sines[step + 3], 22);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RoundG(ref TVector a, ref TVector b, ref TVector c, ref TVector d, TVector* words, uint* sines)
    {
        for (var step = 0; step < 16; step += 4)
        {
            a = Step(a, b, TOperations.Select(d, b, c), words[((5 * step) + 1) & 15], sines[step], 5);
            d = Step(d, a, TOperations.Select(c, a, b), words[((5 * step) + 6) & 15], sines[step + 1], 9);
            c = Step(c, d, TOperations.Select(b, d, a), words[((5 * step) + 11) & 15], sines[step + 2], 14);
            b = Step(b, c, TOperations.Select(a, c, d), words[((5 * step) + 16) & 15], sines[step + 3], 20);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RoundH(ref TVector a, ref TVector b, ref TVector c, ref TVector d, TVector* words, uint* sines)
    {
        for (var step = 0; step < 16; step += 4)
        {
            a = Step(a, b, TOperations.Parity(b, c, d), words[((3 * step) + 5) & 15], sines[step], 4);
            d = Step(d, a, TOperations.Parity(a, b, c), words[((3 * step) + 8) & 15], sines[step + 1], 11);
            c = Step(c, d, TOperations.Parity(d, a, b), words[((3 * step) + 11) & 15], sines[step + 2], 16);
            b = Step(b, c, TOperations.Parity(c, d, a), words[((3 * step) + 14) & 15], sines[step + 3], 23);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RoundI(ref TVector a, ref TVector b, ref TVector c, ref TVector d, TVector* words, uint* sines)
    {
        for (var step = 0; step < 16; step += 4)
        {
            a = Step(a, b, TOperations.Mix(b, c, d), words[(7 * step) & 15], sines[step], 6);
            d = Step(d, a, TOperations.Mix(a, b, c), words[((7 * step) + 7) & 15], sines[step + 1], 10);
            c = Step(c, d, TOperations.Mix(d, a, b), words[((7 * step) + 14) & 15], sines[step + 2], 15);
            b = Step(b, c, TOperations.Mix(c, d, a), words[((7 * step) + 21) & 15], sines[step + 3], 21);
        }
    }

    /// <summary>next + rotate(accumulated + mixed + word + sine); what does not wait for the step before is added first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Step(TVector accumulated, TVector next, TVector mixed, TVector word, uint sine, [ConstantExpected] byte count)
    {
        var ready = TOperations.Add(accumulated, TOperations.Add(word, TOperations.Broadcast(sine)));
        return TOperations.Add(TOperations.RotateLeft(TOperations.Add(ready, mixed), count), next);
    }
}
