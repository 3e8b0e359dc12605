using ObjectStore.Core.Identifiers;

namespace ObjectStore.Lifecycle.StorageClasses;

/// <summary>A storage class that is offered.</summary>
/// <param name="Name">As clients write it.</param>
/// <param name="Pool">Where its objects are stored; null for the store's first pool.</param>
public sealed record StorageClass(string Name, PoolName? Pool);
