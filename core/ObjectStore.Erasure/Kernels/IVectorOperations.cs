namespace ObjectStore.Erasure.Kernels;

/// <summary>What an instruction set has to offer to <see cref="VectorKernel{TOperations,TVector,TOperand,TFactor}"/>; all of it is inlined.</summary>
/// <typeparam name="TVector">A register of bytes.</typeparam>
/// <typeparam name="TOperand">A register of input in the form that is multiplied.</typeparam>
/// <typeparam name="TFactor">An element of the matrix in the form that is multiplied by.</typeparam>
internal interface IVectorOperations<TVector, TOperand, TFactor>
{
    /// <summary>Whether the instructions exist here.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>Name of the instruction set.</summary>
    static abstract string Name { get; }

    /// <summary>Bytes of a vector.</summary>
    static abstract int Width { get; }

    /// <summary>Bytes of a factor in memory.</summary>
    static abstract int FactorSize { get; }

    /// <summary>Writes an element in its form in memory.</summary>
    static abstract void WriteFactor(byte element, Span<byte> destination);

    /// <summary>Reads a factor.</summary>
    static abstract TFactor LoadFactor(ref readonly byte source);

    /// <summary>Reads a vector of input.</summary>
    static abstract TOperand Load(ref readonly byte source, nuint offset);

    /// <summary>sum + operand · factor in each byte.</summary>
    static abstract TVector AddProduct(TVector sum, TOperand operand, TFactor factor);

    /// <summary>Writes a vector.</summary>
    static abstract void Store(TVector value, ref byte destination, nuint offset);
}
