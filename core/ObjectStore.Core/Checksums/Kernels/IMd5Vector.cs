using System.Diagnostics.CodeAnalysis;

namespace ObjectStore.Core.Checksums.Kernels;

/// <summary>What <see cref="Md5Lanes{TOperations,TVector}"/> asks of a vector of 32-bit words, one word for each computation; all of it is inlined.</summary>
internal unsafe interface IMd5Vector<TVector>
    where TVector : unmanaged
{
    /// <summary>Computations side by side.</summary>
    static abstract int Lanes { get; }

    /// <summary>The same word in every lane.</summary>
    static abstract TVector Broadcast(uint word);

    /// <summary>left + right.</summary>
    static abstract TVector Add(TVector left, TVector right);

    /// <summary>Each word rotated left.</summary>
    static abstract TVector RotateLeft(TVector value, [ConstantExpected] byte count);

    /// <summary>Bits of <paramref name="ones"/> where the mask is one, else of <paramref name="zeros"/>: F and, with other operands, G of RFC 1321.</summary>
    static abstract TVector Select(TVector mask, TVector ones, TVector zeros);

    /// <summary>x ⊕ y ⊕ z: H of RFC 1321.</summary>
    static abstract TVector Parity(TVector x, TVector y, TVector z);

    /// <summary>y ⊕ (x ∨ ¬z): I of RFC 1321.</summary>
    static abstract TVector Mix(TVector x, TVector y, TVector z);

    /// <summary>Reads four words at <paramref name="offset"/> of each lane's input, and writes one vector of all lanes for each word.</summary>
    static abstract void LoadWords(byte** inputs, nuint offset, TVector* words);
}
