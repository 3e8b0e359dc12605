using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ObjectStore.Rpc.Fragments;

/// <summary>Bounds of the service that gives devices to other processes.</summary>
public sealed class FragmentServiceOptions
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = "FragmentService";

    /// <summary>
    /// Memory for fragments on their way to or from one device. Each device has its own, so that one that hangs does not hold up the others. When it is used up,
    /// no more is read from the network for this device.
    /// </summary>
    [Range(8L << 20, 1L << 32)]
    public long BufferBytesPerDevice { get; init; } = 64L << 20;

    /// <summary>Puts or reads of one stream that are under way at a time.</summary>
    [Range(1, 100_000)]
    public int OperationsPerStreamMax { get; init; } = 512;
}

/// <summary>Checks the annotations of <see cref="FragmentServiceOptions"/>.</summary>
[OptionsValidator]
public sealed partial class FragmentServiceOptionsValidator : IValidateOptions<FragmentServiceOptions>;
