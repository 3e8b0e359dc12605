using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Placement;

namespace ObjectStore.Standalone.Storage;

/// <summary>What the process on one machine stores where.</summary>
public sealed partial class StandaloneOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = "Standalone";

    /// <summary>
    /// Where other defaults suit one machine better. Every device keeps up to three extents allocated, and all devices share one disk here. What waits
    /// for a device lies in the buffers of this process, which are bounded already, so that the queue must not be the narrower bound.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> Defaults { get; } = new Dictionary<string, string?>
    {
        ["Extents:ExtentBytes"] = "67108864",
        ["Extents:AppendQueueBytesMax"] = "1073741824",
    };

    /// <summary>Most zones; they are named <c>a</c> to <c>z</c>.</summary>
    public const int ZonesMax = 26;

    private const int DevicesPerZoneMax = 64;

    /// <summary>Folder that holds everything; made when it is missing.</summary>
    [Required]
    public string DataDirectory { get; set; } = "./data";

    /// <summary>Zones: folders that may lie on disks of their own by mount or link.</summary>
    [Range(1, ZonesMax)]
    public int Zones { get; set; } = 3;

    /// <summary>Devices (folders) in each zone.</summary>
    [Range(1, DevicesPerZoneMax)]
    public int DevicesPerZone { get; set; } = 2;

    /// <summary>Erasure profile of all but small objects.</summary>
    [Required]
    public string ErasureProfile { get; set; } = "4+2";

    /// <summary>Further storage pools, by name; storage classes say what is stored in them.</summary>
    public IDictionary<string, StandalonePool> Pools { get; } = new Dictionary<string, StandalonePool>(StringComparer.Ordinal);

    /// <summary>Where there is no index, wait for one to be imported instead of beginning an empty one. Without effect on a store that has an index.</summary>
    public bool AwaitImport { get; set; }

    /// <summary>Devices in each zone, of every pool.</summary>
    internal IReadOnlyDictionary<PoolName, int> DevicesByPool =>
        Pools.Select(static pool => (Name: new PoolName(pool.Key), pool.Value.DevicesPerZone)).Prepend((PoolName.Default, DevicesPerZone)).ToDictionary();

    /// <summary>Every pool with the profile of its large objects, that of the data directory itself first.</summary>
    internal IReadOnlyList<PlacementTarget> Targets =>
    [
        .. Pools.OrderBy(static pool => pool.Key, StringComparer.Ordinal).Select(static pool => TargetOf(new PoolName(pool.Key), pool.Value.ErasureProfile))
            .Prepend(TargetOf(PoolName.Default, ErasureProfile)),
    ];

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Check("", ErasureProfile, DevicesPerZone) is { } violation) yield return violation;
        foreach (var (name, pool) in Pools)
        {
            if (!IsFurtherPool(name))
                yield return new ValidationResult($"'{name}' cannot be the name of a further pool: small letters, digits and hyphens, and not 'default'.", [nameof(Pools)]);
            if (pool.DevicesPerZone is < 1 or > DevicesPerZoneMax)
                yield return new ValidationResult($"Pool {name}: DevicesPerZone is from 1 to {DevicesPerZoneMax}.", [nameof(Pools)]);
            if (Check($"Pool {name}: ", pool.ErasureProfile, pool.DevicesPerZone) is { } poolViolation) yield return poolViolation;
        }
    }

    /// <summary>Whether a further pool can have this name, and with it its folder.</summary>
    internal static bool IsFurtherPool(string name) => PoolPattern().IsMatch(name) && name != PoolName.Default.Value;

    private static PlacementTarget TargetOf(PoolName pool, string text)
    {
        Invariant.That(Core.Stripes.ErasureProfile.TryParse(text, out var profile));
        return new PlacementTarget(pool, profile);
    }

    private ValidationResult? Check(string where, string text, int devicesPerZone)
    {
        if (!Core.Stripes.ErasureProfile.TryParse(text, out var profile)) return new ValidationResult($"{where}'{text}' is not an erasure profile such as 4+2.", [nameof(ErasureProfile)]);
        var devices = Zones * devicesPerZone;
        return profile.FragmentCount <= devices
            ? null
            : new ValidationResult($"{where}{profile} needs {profile.FragmentCount} devices, and there are {devices}.", [nameof(Zones), nameof(DevicesPerZone)]);
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex PoolPattern();
}

/// <summary>Validates <see cref="StandaloneOptions"/>.</summary>
[OptionsValidator]
public sealed partial class StandaloneOptionsValidator : IValidateOptions<StandaloneOptions>;
