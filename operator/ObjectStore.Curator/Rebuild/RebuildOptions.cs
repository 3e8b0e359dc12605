using System.ComponentModel.DataAnnotations;

namespace ObjectStore.Curator.Rebuild;

/// <summary>Settings of the rebuild.</summary>
public sealed class RebuildOptions
{
    /// <summary>How often it is checked whether a device is to be filled.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Fragments of a survivor that are looked at, and if need be repaired, before progress is stored. Less than the repair queue holds.</summary>
    [Range(1, 10_000)]
    public int PageFragments { get; init; } = 256;

    /// <summary>Questions to the device under way at once.</summary>
    [Range(1, 256)]
    public int QuestionsInParallel { get; init; } = 8;
}
