using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Placement;

/// <summary>What stripes are stored in: the groups of a profile in a storage pool.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Profile">The profile.</param>
public readonly record struct PlacementTarget(PoolName Pool, ErasureProfile Profile);
