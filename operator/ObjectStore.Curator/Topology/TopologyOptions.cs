using System.ComponentModel.DataAnnotations;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Topology;

/// <summary>Settings of the topology: how devices are watched and when their data moves.</summary>
public sealed class TopologyOptions : IValidatableObject
{
    /// <summary>How often devices are asked how they are.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one device or node may take to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan DescribeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Silence after which a device is suspect and takes no new writes: two or three missed answers, so that one that was late changes nothing.</summary>
    [Range(typeof(TimeSpan), "00:00:00.200", "01:00:00")]
    public TimeSpan SuspectAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Silence after which a device is down.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan DownAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a device is down before it is given up and rebuilt elsewhere: longer than a restart of its machine takes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan DownOutInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Part of all devices that may be silent or being rebuilt while further ones are given up; the devices of one node always may. Above it something larger than disks has
    /// failed, and copying everything would make it worse. A zone that is silent as a whole is never given up.
    /// </summary>
    [Range(0.0, 0.5)]
    public double OutShareMax { get; init; } = 0.1;

    /// <summary>Positions of groups that are on their way at once to even out capacity.</summary>
    [Range(1, 1_000_000)]
    public int BalanceMovesMax { get; init; } = RebalanceLimits.DefaultBalanceMovesMax;

    /// <summary>Profile of a pool that has no groups yet; later the groups tell. <c>1+2</c> for small objects is always there.</summary>
    [Required]
    public string ErasureProfile { get; init; } = "4+2";

    /// <summary>The same for single pools, by their names.</summary>
    public IReadOnlyDictionary<string, string> PoolProfiles { get; init; } = new Dictionary<string, string>();

    /// <summary>The profile of a pool that has no groups yet.</summary>
    public Core.Stripes.ErasureProfile ProfileOf(PoolName pool)
    {
        Invariant.That(Core.Stripes.ErasureProfile.TryParse(PoolProfiles.GetValueOrDefault(pool.Value, ErasureProfile), out var profile));
        return profile;
    }

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Core.Stripes.ErasureProfile.TryParse(ErasureProfile, out _)) yield return new ValidationResult("Curator:Topology:ErasureProfile must be like 4+2.");
        foreach (var (pool, profile) in PoolProfiles.Where(static each => !Core.Stripes.ErasureProfile.TryParse(each.Value, out _)))
            yield return new ValidationResult($"Curator:Topology:PoolProfiles:{pool} must be like 4+2, not '{profile}'.");
        if (DownAfter < SuspectAfter) yield return new ValidationResult("Curator:Topology:DownAfter must not be shorter than SuspectAfter.");
    }
}
