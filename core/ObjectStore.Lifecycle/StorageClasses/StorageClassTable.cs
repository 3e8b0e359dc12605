using System.Collections.Frozen;
using System.Text.RegularExpressions;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Lifecycle.StorageClasses;

/// <summary>The storage classes that objects may be of. Immutable.</summary>
/// <remarks>
/// <c>STANDARD</c> is always there, and so is <c>REDUCED_REDUNDANCY</c>, which many clients send: AWS advises against it and sells it at the price of <c>STANDARD</c>; here its
/// objects are stored like those of <c>STANDARD</c> too, unless it is set otherwise.
/// </remarks>
public sealed partial class StorageClassTable
{
    /// <summary>The class of objects that were put without one; rows name it by naming none.</summary>
    public const string Standard = "STANDARD";

    /// <summary>The class of which clients expect that it has two pools.</summary>
    public const string IntelligentTiering = "INTELLIGENT_TIERING";

    private const string ReducedRedundancy = "REDUCED_REDUNDANCY";
    private const string Glacier = "GLACIER";
    private const string DeepArchive = "DEEP_ARCHIVE";

    /// <summary>As Amazon S3 has it.</summary>
    private const int InfrequentAfterDays = 30;

    private const int InfrequentAfterDaysMax = 36_500;
    private readonly FrozenDictionary<string, StorageClass> _classes;

    private StorageClassTable(IEnumerable<StorageClass> classes)
    {
        _classes = classes.ToFrozenDictionary(static each => each.Name, StringComparer.Ordinal);
        HasTiering = _classes.Values.Any(static each => each.Tiering is not null);
    }

    /// <summary>What is offered without settings.</summary>
    public static StorageClassTable Always { get; } = Make(new StorageClassesOptions());

    /// <summary>Whether any class has two pools.</summary>
    public bool HasTiering { get; }

    /// <summary>All classes, by name.</summary>
    public IReadOnlyList<StorageClass> All => [.. _classes.Values.OrderBy(static each => each.Name, StringComparer.Ordinal)];

    /// <summary>The class of this name, or null when it is not offered.</summary>
    public StorageClass? Find(string name) => _classes.GetValueOrDefault(name);

    /// <summary>The pool of what a row says is of this class; that of <c>STANDARD</c> where it says nothing, or is of a class that is not offered any more.</summary>
    public PoolName? PoolOf(string? storageClass) => (Find(storageClass ?? Standard) ?? _classes[Standard]).Pool;

    /// <summary>How what a row says is of this class is moved by when it was read; null where it is not, also when the class is not offered any more.</summary>
    public StorageTiering? TieringOf(string? storageClass) => HasTiering ? Find(storageClass ?? Standard)?.Tiering : null;

    /// <summary>Whether what a row says is of this class is read only after it has been restored. What is of a class that is not offered any more is read as it is.</summary>
    public bool IsArchive(string? storageClass) => storageClass is not null && Find(storageClass) is { IsArchive: true };

    /// <summary>Whether rules may move objects of a class to another: never out of an archive, and nothing out of the deepest.</summary>
    public bool MayMove(string? from, string to) => !IsArchive(from) || (IsArchive(to) && from != DeepArchive);

    /// <summary>Everything that is wrong with the settings, one sentence each; empty when they can be used.</summary>
    public static IReadOnlyList<string> Validate(StorageClassesOptions options) =>
    [
        .. options.Classes.Keys.Where(static name => !NamePattern().IsMatch(name))
            .Select(static name => $"StorageClasses:{name}: a storage class is named in capitals, such as STANDARD_IA."),
        .. options.Classes.Where(static each => each.Value.Pool.Length == 0).Select(static each => $"StorageClasses:{each.Key}:Pool says which storage pool it is."),
        .. options.Classes.Where(static each => each is { Value.Archive: true, Key: Standard or ReducedRedundancy })
            .Select(static each => $"StorageClasses:{each.Key}:Archive: objects that are put without a class cannot be archived."),
        .. options.Classes.SelectMany(static each => ValidateTiering(each.Key, each.Value)),
    ];

    /// <summary>The table that valid settings make.</summary>
    public static StorageClassTable Make(StorageClassesOptions options)
    {
        Invariant.That(Validate(options).Count == 0);
        var classes = options.Classes.Select(static each => Make(each.Key, each.Value)).ToDictionary(static each => each.Name, StringComparer.Ordinal);
        var standard = classes.GetValueOrDefault(Standard) ?? new StorageClass(Standard, null);
        classes.TryAdd(Standard, standard);
        classes.TryAdd(ReducedRedundancy, standard with { Name = ReducedRedundancy });
        return new StorageClassTable(classes.Values);
    }

    private static bool IsArchive(string name, StorageClassOptions options) => options.Archive ?? name is Glacier or DeepArchive;

    private static StorageClass Make(string name, StorageClassOptions options) => new(name, new PoolName(options.Pool), IsArchive(name, options))
    {
        Tiering = options.InfrequentAccessPool.Length == 0 ? null : new StorageTiering(new PoolName(options.InfrequentAccessPool), options.InfrequentAccessAfterDays ?? InfrequentAfterDays),
    };

    private static IEnumerable<string> ValidateTiering(string name, StorageClassOptions options)
    {
        var hasTiering = options.InfrequentAccessPool.Length > 0;
        if (name == IntelligentTiering && !hasTiering) yield return $"StorageClasses:{name} is only offered with InfrequentAccessPool, the storage pool of what nobody reads.";
        if (hasTiering && options.InfrequentAccessPool == options.Pool) yield return $"StorageClasses:{name}:InfrequentAccessPool is another storage pool than Pool.";
        if (hasTiering && IsArchive(name, options)) yield return $"StorageClasses:{name}:InfrequentAccessPool: what is archived is not moved by when it is read.";
        if (options.InfrequentAccessAfterDays is null) yield break;
        if (!hasTiering) yield return $"StorageClasses:{name}:InfrequentAccessAfterDays needs InfrequentAccessPool.";
        if (options.InfrequentAccessAfterDays is < 1 or > InfrequentAfterDaysMax) yield return $"StorageClasses:{name}:InfrequentAccessAfterDays is between 1 and {InfrequentAfterDaysMax}.";
    }

    [GeneratedRegex("^[A-Z][A-Z0-9_]{0,31}$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
