using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ObjectStore.Gateway.Tiering;

/// <summary>Settings of notes of when objects were read; docs/storage-classes.md.</summary>
public sealed class TieringOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Tiering";

    /// <summary>Versions whose notes may wait; what is read beyond is not noted. Each takes up to 1.5 KiB.</summary>
    [Range(1, 1_000_000)]
    public int NotesMax { get; init; } = 10_000;

    /// <summary>Notes that a gateway writes per second: each is a commit, like one of a client.</summary>
    [Range(1, 100_000)]
    public int NotesPerSecond { get; init; } = 200;
}

/// <summary>Checks the annotations of <see cref="TieringOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class TieringOptionsValidator : IValidateOptions<TieringOptions>;
