namespace ObjectStore.Index.Keymap.Changes;

/// <summary>What became of a change of the keymap.</summary>
public enum KeymapOutcome
{
    /// <summary>It has happened, or has begun.</summary>
    Applied,

    /// <summary>No partition begins there.</summary>
    NoSuchPartition,

    /// <summary>No database of this name is declared, or it is draining.</summary>
    NoSuchDatabase,

    /// <summary>A position is no bound, not inside the partition, or not after the one before it; or neighbours lie in different databases.</summary>
    InvalidPosition,

    /// <summary>Another change of the partition is under way, or came in between.</summary>
    Busy,
}
