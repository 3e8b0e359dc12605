using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>A move of a version that is due: to another storage class, as rules say, or to the other pool of its own, as its last access says.</summary>
internal sealed record LifecycleTransition
{
    /// <summary>The version that was judged.</summary>
    public required VersionName Version { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <summary>Whether it is not the current one.</summary>
    public required bool IsNoncurrent { get; init; }

    /// <summary>The class that it should be of, or null for the standard one.</summary>
    public required string? StorageClass { get; init; }

    /// <summary>Where it should lie; null for the store's first pool.</summary>
    public required PoolName? Pool { get; init; }

    /// <summary>The tier that it should be in; null where it moves to another class.</summary>
    public StorageTier? Tier { get; init; }

    /// <summary>What its row is to say of its tier, made of the version as it is found. Pure; may be asked more than once.</summary>
    public required Func<ObjectRecord, StoredTiering?> Tiering { get; init; }

    /// <summary>Whether it is due, asked of the version as it is found, its tags included. Pure; may be asked more than once.</summary>
    public required Func<ObjectRecord, bool> IsDue { get; init; }
}
