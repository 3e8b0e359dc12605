using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>When partitions split, move and merge; docs/keymap-planning.md.</summary>
public sealed class KeymapOptions : IValidatableObject
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Curator:Keymap";

    /// <summary>How often the keymap is looked at.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests per second above which a partition splits when they are sustained.</summary>
    [Range(1.0, 1e9)]
    public double SplitAboveRequestsPerSecond { get; init; } = 1_000;

    /// <summary>Keys above which a partition splits at once.</summary>
    [Range(2L, 1L << 40)]
    public long SplitAboveKeys { get; init; } = 20_000_000;

    /// <summary>Most partitions that one becomes in one split.</summary>
    [Range(2, 8)]
    public int SplitChildrenMax { get; init; } = 8;

    /// <summary>How long a load or an imbalance lasts before it counts.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "1.00:00:00")]
    public TimeSpan SustainedFor { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a partition is left alone after any change, so that its load is known again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SettleFor { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Requests per second that two neighbours together must not exceed to merge.</summary>
    [Range(0.0, 1e9)]
    public double MergeBelowRequestsPerSecond { get; init; } = 100;

    /// <summary>Keys that two neighbours together must not exceed to merge.</summary>
    [Range(0L, 1L << 40)]
    public long MergeBelowKeys { get; init; } = 5_000_000;

    /// <summary>How long both neighbours are cold before they merge.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "30.00:00:00")]
    public TimeSpan MergeAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Keys up to which a cold partition moves to its neighbour's database for the sake of a merge.</summary>
    [Range(0L, 1L << 40)]
    public long MergeMoveKeysMax { get; init; } = 100_000;

    /// <summary>How long a boundary that a split made stays, and how long a partition that a merge made is not split.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan BoundaryCooldown { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a partition that has moved stays where it is, unless its database drains.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan MoveCooldown { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Most moves under way at once.</summary>
    [Range(0, 1_000)]
    public int MovesInParallelMax { get; init; } = 4;

    /// <summary>Most moves begun within an hour.</summary>
    [Range(0, 100_000)]
    public int MovesPerHourMax { get; init; } = 60;

    /// <summary>Load of a database below which it is not relieved, however idle the others are.</summary>
    [Range(0.0, 1e9)]
    public double MoveAboveLoad { get; init; } = 100;

    /// <summary>Part of the mean by which the most loaded database exceeds it before partitions move. An idle database counts at twice this part below the mean.</summary>
    [Range(0.02, 10.0)]
    public double ImbalanceStart { get; init; } = 0.25;

    /// <summary>Part of the mean within which moving ends, likewise.</summary>
    [Range(0.01, 10.0)]
    public double ImbalanceStop { get; init; } = 0.10;

    /// <summary>How much load a million keys at rest are, in requests per second: spreads what is stored and not only what is busy.</summary>
    [Range(0.0, 1e6)]
    public double LoadOfMillionKeys { get; init; } = 10;

    /// <summary>Most partitions; no split goes beyond.</summary>
    [Range(1, 1_000_000)]
    public int PartitionsMax { get; init; } = 10_000;

    /// <summary>Most splits and merges decided at a time.</summary>
    [Range(1, 1_000)]
    public int ChangesPerRoundMax { get; init; } = 32;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MergeBelowRequestsPerSecond > SplitAboveRequestsPerSecond / 2)
            yield return Violation(
                $"{nameof(MergeBelowRequestsPerSecond)} must not exceed half of {nameof(SplitAboveRequestsPerSecond)}, so that what merges does not split again.");
        if (MergeBelowKeys > SplitAboveKeys / 2)
            yield return Violation($"{nameof(MergeBelowKeys)} must not exceed half of {nameof(SplitAboveKeys)}, so that what merges does not split again.");
        if (ImbalanceStop >= ImbalanceStart)
            yield return Violation($"{nameof(ImbalanceStop)} must be less than {nameof(ImbalanceStart)}, so that moving ends before it begins again.");
        if (Period > SustainedFor / 2)
            yield return Violation($"{nameof(Period)} must not exceed half of {nameof(SustainedFor)}: a load that lasts is one that was seen more than once.");
        if (SettleFor > BoundaryCooldown)
            yield return Violation($"{nameof(SettleFor)} must not exceed {nameof(BoundaryCooldown)}.");
        if (SettleFor > MoveCooldown)
            yield return Violation($"{nameof(SettleFor)} must not exceed {nameof(MoveCooldown)}.");
    }

    private static ValidationResult Violation(string rule) => new($"{SectionName}:{rule}");
}

/// <summary>Checks <see cref="KeymapOptions"/> and reports all violations at once.</summary>
[OptionsValidator]
internal sealed partial class KeymapOptionsValidator : IValidateOptions<KeymapOptions>;
