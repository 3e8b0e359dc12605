using ObjectStore.Core.Identifiers;

namespace ObjectStore.Lifecycle.StorageClasses;

/// <summary>A storage class that is offered.</summary>
/// <param name="Name">As clients write it.</param>
/// <param name="Pool">Where its objects are stored; null for the store's first pool.</param>
/// <param name="IsArchive">Whether its objects are read only after they have been restored.</param>
public sealed record StorageClass(string Name, PoolName? Pool, bool IsArchive = false)
{
    /// <summary>How what is not read is kept apart; null where everything is in one pool.</summary>
    public StorageTiering? Tiering { get; init; }
}
