namespace ObjectStore.Gateway.ReadCache;

/// <summary>What <see cref="BlockCache.Look"/> found.</summary>
/// <param name="State">Whether it is there.</param>
/// <param name="Block">The block, null when <see cref="BlockState.Missed"/>.</param>
internal readonly record struct BlockLookup(BlockState State, CachedBlock? Block);
