using System.Buffers;
using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Stripes;
using ObjectStore.Erasure.Kernels;

namespace ObjectStore.Erasure;

/// <summary>
/// Systematic Reed–Solomon code of one profile over GF(2^8). A stripe is K+M fragments of F bytes one after the other, data first, F any length
/// from 1; any K of them give back all the others.
/// </summary>
/// <remarks>
/// Thread-safe. Buffers are borrowed until a method returns. Content is not verified: a damaged source gives damaged targets, so callers check
/// checksums first. Wrong lengths and indexes throw <see cref="ArgumentException"/> before anything is written.
/// The matrix: docs/format/erasure.md.
/// </remarks>
public sealed class ErasureCodec
{
    /// <summary>Bytes of each fragment that <see cref="Verify"/> works on at a time, small enough that parity stays in the first cache.</summary>
    private const int VerifyBytes = 4096;

    private static readonly ConcurrentDictionary<ErasureProfile, ErasureCodec> Codecs = new();

    private readonly GaloisKernel _kernel;
    private readonly FactorTable _parityTable;
    private readonly DecodeCache _decodeTables;

    /// <summary>The codec of a profile with a kernel of the caller's choice.</summary>
    internal ErasureCodec(ErasureProfile profile, GaloisKernel kernel)
    {
        if (!ErasureProfile.IsValid(profile.DataFragments, profile.ParityFragments))
            throw new ArgumentOutOfRangeException(nameof(profile), profile, "K is at least 1, K+M at most 32.");
        Profile = profile;
        _kernel = kernel;
        var generator = GaloisMatrix.Generator(profile);
        _parityTable = kernel.Prepare(generator.SelectRows(AllFragments & ~DataFragments));
        _decodeTables = new DecodeCache(generator, kernel);
    }

    /// <summary>Name of the instruction set in use: <c>gfni512</c>, <c>gfni256</c>, <c>avx2</c>, <c>vector128</c> or <c>scalar</c>.</summary>
    public static string KernelName => GaloisKernel.Selected.Name;

    /// <summary>K and M.</summary>
    public ErasureProfile Profile { get; }

    private int K => Profile.DataFragments;

    private uint AllFragments => FirstBits(Profile.FragmentCount);

    private uint DataFragments => FirstBits(K);

    /// <summary>The codec of a profile; always the same one.</summary>
    public static ErasureCodec For(ErasureProfile profile) =>
        Codecs.GetOrAdd(profile, static wanted => new ErasureCodec(wanted, GaloisKernel.Selected));

    /// <summary>Computes parity.</summary>
    /// <param name="data">K fragments.</param>
    /// <param name="parity">M fragments, overwritten; does not overlap <paramref name="data"/>.</param>
    /// <param name="fragmentBytes">F, at least 1.</param>
    public void Encode(ReadOnlySpan<byte> data, Span<byte> parity, int fragmentBytes)
    {
        CheckLength(data.Length, K, fragmentBytes, nameof(data));
        CheckLength(parity.Length, Profile.ParityFragments, fragmentBytes, nameof(parity));
        if (parity.Overlaps(data)) throw new ArgumentException("Parity overlaps data.", nameof(parity));
        if (K == 1)
        {
            for (var copy = parity; copy.Length > 0; copy = copy[fragmentBytes..]) data.CopyTo(copy);
            return;
        }

        Span<int> inputs = stackalloc int[ErasureProfile.FragmentsMax];
        Span<int> outputs = stackalloc int[ErasureProfile.FragmentsMax];
        Multiply(
            _parityTable, data, parity, fragmentBytes,
            OffsetsOf(DataFragments, fragmentBytes, inputs),
            OffsetsOf(FirstBits(Profile.ParityFragments), fragmentBytes, outputs));
    }

    /// <summary>Whether the parity of a whole stripe fits its data.</summary>
    public bool Verify(ReadOnlySpan<byte> stripe, int fragmentBytes)
    {
        CheckLength(stripe.Length, Profile.FragmentCount, fragmentBytes, nameof(stripe));
        var rented = ArrayPool<byte>.Shared.Rent(Profile.ParityFragments * VerifyBytes);
        try
        {
            for (var position = 0; position < fragmentBytes; position += VerifyBytes)
            {
                if (!VerifyPiece(stripe, fragmentBytes, position, rented)) return false;
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Rebuilds missing fragments of one stripe in place from the K present ones with the lowest indexes.</summary>
    /// <param name="stripe">K+M fragments; what the missing ones hold is overwritten.</param>
    /// <param name="fragmentBytes">F, at least 1.</param>
    /// <param name="missing">Indexes to rebuild, in any order.</param>
    /// <exception cref="StorageException">Code TooFewFragments when more than M are missing; the stripe is unchanged then.</exception>
    public void Reconstruct(Span<byte> stripe, int fragmentBytes, ReadOnlySpan<int> missing)
    {
        CheckLength(stripe.Length, Profile.FragmentCount, fragmentBytes, nameof(stripe));
        var targets = MaskOf(missing, nameof(missing));
        if (BitOperations.PopCount(targets) > Profile.ParityFragments) throw TooFewFragments(targets);
        if (targets == 0) return;

        var sources = LowestBits(AllFragments & ~targets, K);
        Span<int> inputs = stackalloc int[ErasureProfile.FragmentsMax];
        Span<int> outputs = stackalloc int[ErasureProfile.FragmentsMax];
        Multiply(
            sources, targets, stripe, stripe, fragmentBytes,
            OffsetsOf(sources, fragmentBytes, inputs),
            OffsetsOf(targets, fragmentBytes, outputs));
    }

    /// <summary>Rebuilds a range of one fragment from the same range of K others.</summary>
    /// <param name="sourceIndexes">Indexes of the K sources in the stripe, in any order.</param>
    /// <param name="sources">K runs of <paramref name="length"/> bytes one after the other, in the order of <paramref name="sourceIndexes"/>.</param>
    /// <param name="length">Bytes of the range, at least 1.</param>
    /// <param name="target">Index of the fragment to rebuild; if it is among the sources, it is copied.</param>
    /// <param name="destination">Receives <paramref name="length"/> bytes; does not overlap <paramref name="sources"/>.</param>
    public void ReconstructRange(
        ReadOnlySpan<int> sourceIndexes, ReadOnlySpan<byte> sources, int length, int target, Span<byte> destination)
    {
        CheckLength(sources.Length, K, length, nameof(sources));
        CheckLength(destination.Length, 1, length, nameof(destination));
        if (destination.Overlaps(sources)) throw new ArgumentException("Destination overlaps sources.", nameof(destination));
        var sourceMask = MaskOf(sourceIndexes, nameof(sourceIndexes));
        if (sourceIndexes.Length != K || BitOperations.PopCount(sourceMask) != K)
            throw new ArgumentException("Exactly K different sources are needed.", nameof(sourceIndexes));
        var targetMask = MaskOf([target], nameof(target));

        Span<int> inputs = stackalloc int[K];
        for (var source = 0; source < K; source++)
        {
            inputs[BitOperations.PopCount(sourceMask & ((1u << sourceIndexes[source]) - 1))] = source * length;
        }

        Multiply(sourceMask, targetMask, sources, destination, length, inputs, [0]);
    }

    private void Multiply(
        uint sources, uint targets, ReadOnlySpan<byte> input, Span<byte> output, int length, ReadOnlySpan<int> inputs, ReadOnlySpan<int> outputs)
    {
        if (K == 1)
        {
            foreach (var offset in outputs) input.Slice(inputs[0], length).CopyTo(output[offset..]);
            return;
        }

        Multiply(_decodeTables.Get(sources, targets), input, output, length, inputs, outputs);
    }

    private void Multiply(
        FactorTable table, ReadOnlySpan<byte> input, Span<byte> output, int length, ReadOnlySpan<int> inputs, ReadOnlySpan<int> outputs)
    {
        Invariant.That(table.Matrix.Columns == inputs.Length && table.Matrix.Rows == outputs.Length);
        _kernel.Multiply(table, new GaloisOperands(
            in MemoryMarshal.GetReference(input), inputs, ref MemoryMarshal.GetReference(output), outputs, length));
    }

    private bool VerifyPiece(ReadOnlySpan<byte> stripe, int fragmentBytes, int position, Span<byte> expected)
    {
        var length = Math.Min(VerifyBytes, fragmentBytes - position);
        Span<int> inputs = stackalloc int[ErasureProfile.FragmentsMax];
        Span<int> outputs = stackalloc int[ErasureProfile.FragmentsMax];
        Multiply(
            _parityTable, stripe[position..], expected, length,
            OffsetsOf(DataFragments, fragmentBytes, inputs),
            OffsetsOf(FirstBits(Profile.ParityFragments), length, outputs));
        for (var parity = 0; parity < Profile.ParityFragments; parity++)
        {
            var stored = stripe.Slice(((K + parity) * fragmentBytes) + position, length);
            if (!stored.SequenceEqual(expected.Slice(parity * length, length))) return false;
        }

        return true;
    }

    private uint MaskOf(ReadOnlySpan<int> indexes, string parameter)
    {
        var mask = 0u;
        foreach (var index in indexes)
        {
            if ((uint)index >= (uint)Profile.FragmentCount)
                throw new ArgumentOutOfRangeException(parameter, index, $"No fragment of a stripe {Profile}.");
            mask |= 1u << index;
        }

        return mask;
    }

    private StorageException TooFewFragments(uint missing) => new(
        StorageErrorCode.TooFewFragments,
        $"{Profile.FragmentCount - BitOperations.PopCount(missing)} of {Profile.FragmentCount} fragments are left; {Profile} needs {K}.");

    private static void CheckLength(int length, int fragments, int fragmentBytes, string parameter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fragmentBytes, 1);
        if (length != (long)fragments * fragmentBytes)
            throw new ArgumentException($"{length} bytes, where {fragments} fragments of {fragmentBytes} bytes are needed.", parameter);
    }

    private static ReadOnlySpan<int> OffsetsOf(uint fragments, int fragmentBytes, Span<int> offsets)
    {
        var count = 0;
        for (; fragments != 0; fragments &= fragments - 1) offsets[count++] = BitOperations.TrailingZeroCount(fragments) * fragmentBytes;
        return offsets[..count];
    }

    private static uint FirstBits(int count) => (uint)((1UL << count) - 1);

    private static uint LowestBits(uint mask, int count)
    {
        var rest = mask;
        for (; count > 0; count--) rest &= rest - 1;
        return mask & ~rest;
    }
}
