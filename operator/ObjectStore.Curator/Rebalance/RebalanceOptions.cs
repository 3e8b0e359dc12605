using System.ComponentModel.DataAnnotations;

namespace ObjectStore.Curator.Rebalance;

/// <summary>Settings of the movement of fragments to new members. Bytes are paced by <see cref="Repair.RepairOptions.BytesPerSecond"/>.</summary>
public sealed class RebalanceOptions
{
    /// <summary>How often it is checked whether something is to be moved.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after the curator saw that a member changed every gateway has the new map, so that nothing more is written to the old place.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SettleAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Fragments of an old device that are looked at before progress is stored. Less than the repair queue holds.</summary>
    [Range(1, 10_000)]
    public int PageFragments { get; init; } = 256;

    /// <summary>Old devices that are walked at once.</summary>
    [Range(1, 256)]
    public int DevicesInParallel { get; init; } = 4;

    /// <summary>Fragments of a page whose copies are verified at once.</summary>
    [Range(1, 256)]
    public int VerificationsInParallel { get; init; } = 4;
}
