using System.ComponentModel.DataAnnotations;

namespace ObjectStore.Placement;

/// <summary>Settings of <see cref="PlacementSelector"/>.</summary>
public sealed class PlacementSelectorOptions
{
    /// <summary>How long a device that failed a write is left alone: long enough not to hammer it, short enough that a blip is soon forgotten.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan FailureAvoidance { get; init; } = TimeSpan.FromSeconds(5);
}
