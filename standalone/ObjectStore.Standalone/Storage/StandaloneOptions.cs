using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

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

    /// <summary>Folder that holds everything; made when it is missing.</summary>
    [Required]
    public string DataDirectory { get; set; } = "./data";

    /// <summary>Zones: folders that may lie on disks of their own by mount or link.</summary>
    [Range(1, ZonesMax)]
    public int Zones { get; set; } = 3;

    /// <summary>Devices (folders) in each zone.</summary>
    [Range(1, 64)]
    public int DevicesPerZone { get; set; } = 2;

    /// <summary>Erasure profile of all but small objects.</summary>
    [Required]
    public string ErasureProfile { get; set; } = "4+2";

    /// <summary>Where there is no index, wait for one to be imported instead of beginning an empty one. Without effect on a store that has an index.</summary>
    public bool AwaitImport { get; set; }

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Core.Stripes.ErasureProfile.TryParse(ErasureProfile, out var profile))
        {
            yield return new ValidationResult($"'{ErasureProfile}' is not an erasure profile such as 4+2.", [nameof(ErasureProfile)]);
        }
        else if (profile.FragmentCount > Zones * DevicesPerZone)
        {
            yield return new ValidationResult(
                $"{profile} needs {profile.FragmentCount} devices, and there are {Zones * DevicesPerZone}.", [nameof(Zones), nameof(DevicesPerZone)]);
        }
    }
}

/// <summary>Validates <see cref="StandaloneOptions"/>.</summary>
[OptionsValidator]
public sealed partial class StandaloneOptionsValidator : IValidateOptions<StandaloneOptions>;
