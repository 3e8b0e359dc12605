namespace ObjectStore.Erasure.Kernels;

/// <summary>A pair of vectors for the low and the high four bits of each byte: either the bits, or the products of all sixteen values of them.</summary>
internal readonly record struct Nibbles<TVector>(TVector Low, TVector High)
    where TVector : struct;
