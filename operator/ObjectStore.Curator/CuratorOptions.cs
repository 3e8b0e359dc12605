using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ObjectStore.Curator.Garbage;
using ObjectStore.Curator.Rebalance;
using ObjectStore.Curator.Rebuild;
using ObjectStore.Curator.Repair;
using ObjectStore.Curator.Scrub;
using ObjectStore.Curator.Sweep;
using ObjectStore.Curator.Topology;

namespace ObjectStore.Curator;

/// <summary>Settings of the curator, a section for each job.</summary>
public sealed class CuratorOptions : IValidatableObject
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Curator";

    /// <summary>Garbage collection.</summary>
    [ValidateObjectMembers]
    public GarbageOptions Garbage { get; init; } = new();

    /// <summary>Sweep for orphans, misplaced and missing fragments.</summary>
    [ValidateObjectMembers]
    public SweepOptions Sweep { get; init; } = new();

    /// <summary>Verification of every byte.</summary>
    [ValidateObjectMembers]
    public ScrubOptions Scrub { get; init; } = new();

    /// <summary>Restoring of fragments.</summary>
    [ValidateObjectMembers]
    public RepairOptions Repair { get; init; } = new();

    /// <summary>Filling of replaced devices.</summary>
    [ValidateObjectMembers]
    public RebuildOptions Rebuild { get; init; } = new();

    /// <summary>Movement of fragments to new members.</summary>
    [ValidateObjectMembers]
    public RebalanceOptions Rebalance { get; init; } = new();

    /// <summary>Watching of devices, and what moves when they change.</summary>
    [ValidateObjectMembers]
    public TopologyOptions Topology { get; init; } = new();

    /// <summary>
    /// How far the clocks of this process, of the databases and of most nodes may be apart; above it nothing is removed for its age: no object by a rule, no fragment without a
    /// row. Below it the earliest of them counts.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ClockDifferenceMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Rebuild.PageFragments > Repair.QueueStripes)
            yield return new ValidationResult($"{SectionName}:Rebuild:PageFragments must not exceed {SectionName}:Repair:QueueStripes.");
        if (Rebalance.PageFragments > Repair.QueueStripes)
            yield return new ValidationResult($"{SectionName}:Rebalance:PageFragments must not exceed {SectionName}:Repair:QueueStripes.");
    }
}

/// <summary>Checks <see cref="CuratorOptions"/> and reports all violations at once.</summary>
[OptionsValidator]
internal sealed partial class CuratorOptionsValidator : IValidateOptions<CuratorOptions>;
