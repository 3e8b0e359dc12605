namespace ObjectStore.Erasure.Kernels;

/// <summary>A matrix with its elements in the form that one kernel multiplies by. Immutable, thread-safe, good for that kernel only.</summary>
/// <param name="Matrix">One row for each output, one column for each input.</param>
/// <param name="Factors">The elements in the kernel's form and order.</param>
internal sealed record FactorTable(GaloisMatrix Matrix, byte[] Factors);
