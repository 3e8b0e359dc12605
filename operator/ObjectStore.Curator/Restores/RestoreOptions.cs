using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ObjectStore.Curator.Restores;

/// <summary>Settings of restorations; docs/storage-classes.md.</summary>
public sealed class RestoreOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Restores";

    /// <summary>From one look at what is to be restored, or has expired, to the next.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Period { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Versions that are read at a time.</summary>
    [Range(1, 999)]
    public int PageEntries { get; init; } = 500;

    /// <summary>Versions that are looked at per second.</summary>
    [Range(1L, 10_000_000L)]
    public long EntriesPerSecond { get; init; } = 20_000;

    /// <summary>Bytes per second that are copied.</summary>
    [Range(1L << 20, 1L << 40)]
    public long BytesPerSecond { get; init; } = 100L << 20;

    /// <summary>Copies that are made at once; each holds the buffers of two stripes.</summary>
    [Range(1, 64)]
    public int CopiesInParallel { get; init; } = 4;
}

/// <summary>Checks <see cref="RestoreOptions"/> and reports all violations at once.</summary>
[OptionsValidator]
internal sealed partial class RestoreOptionsValidator : IValidateOptions<RestoreOptions>;
