namespace ObjectStore.Erasure.Kernels;

/// <summary>Where the inputs and outputs of one matrix product lie: equally long runs of bytes at offsets from two origins.</summary>
/// <remarks>Not checked here: the runs lie inside their buffers, and no output overlaps an input or another output. The codec sees to it.</remarks>
internal readonly ref struct GaloisOperands(
    ref readonly byte inputs, ReadOnlySpan<int> inputOffsets, ref byte outputs, ReadOnlySpan<int> outputOffsets, int length)
{
    /// <summary>Origin of the inputs.</summary>
    public readonly ref readonly byte Inputs = ref inputs;

    /// <summary>Offset of each input from <see cref="Inputs"/>, one per column.</summary>
    public readonly ReadOnlySpan<int> InputOffsets = inputOffsets;

    /// <summary>Origin of the outputs.</summary>
    public readonly ref byte Outputs = ref outputs;

    /// <summary>Offset of each output from <see cref="Outputs"/>, one per row.</summary>
    public readonly ReadOnlySpan<int> OutputOffsets = outputOffsets;

    /// <summary>Bytes of each run.</summary>
    public readonly int Length = length;
}
