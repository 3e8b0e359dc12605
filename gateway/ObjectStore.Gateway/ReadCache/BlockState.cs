namespace ObjectStore.Gateway.ReadCache;

/// <summary>What the cache has of a block.</summary>
internal enum BlockState
{
    /// <summary>Nothing, and it has not earned a place yet: read it from its devices.</summary>
    Missed,

    /// <summary>Nothing, but it has earned a place: who asked reads it from its devices and gives it to the cache.</summary>
    ToFill,

    /// <summary>Nothing yet, but somebody else is reading it from its devices for the cache.</summary>
    Filling,

    /// <summary>The block, held for who asked until it is served.</summary>
    Held,
}
