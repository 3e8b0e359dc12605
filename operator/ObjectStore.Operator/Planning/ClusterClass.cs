using System.Globalization;
using ObjectStore.Lifecycle.StorageClasses;

namespace ObjectStore.Operator.Planning;

/// <summary>One storage class as gateways and the curator are told of it.</summary>
/// <param name="Name">As clients write it.</param>
/// <param name="Pool">Name of its pool in the cluster map.</param>
/// <param name="IsArchive">Whether its objects are read only after they have been restored; null for what its name says.</param>
internal sealed record ClusterClass(string Name, string Pool, bool? IsArchive)
{
    /// <summary>Name in the cluster map of the pool of what nobody reads; null where there is none.</summary>
    public string? InfrequentAccessPool { get; init; }

    /// <summary>After how many days without a read objects are moved there; null for what gateways take then.</summary>
    public int? InfrequentAccessAfterDays { get; init; }

    /// <summary>Its settings.</summary>
    public IEnumerable<KeyValuePair<string, string>> Settings()
    {
        var prefix = $"{StorageClassesOptions.SectionName}:{Name}";
        yield return new($"{prefix}:{nameof(StorageClassOptions.Pool)}", Pool);
        if (IsArchive is { } isArchive) yield return new($"{prefix}:{nameof(StorageClassOptions.Archive)}", isArchive ? "true" : "false");
        if (InfrequentAccessPool is not null) yield return new($"{prefix}:{nameof(StorageClassOptions.InfrequentAccessPool)}", InfrequentAccessPool);
        if (InfrequentAccessAfterDays is { } days) yield return new($"{prefix}:{nameof(StorageClassOptions.InfrequentAccessAfterDays)}", days.ToString(CultureInfo.InvariantCulture));
    }
}
