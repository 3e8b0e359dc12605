namespace ObjectStore.Index.Keymap;

/// <summary>What a database lets happen in a partition. Stored; docs/format/index.md §7.</summary>
internal enum PartitionState : byte
{
    /// <summary>Commits and reads.</summary>
    Serving = 0,

    /// <summary>As serving; commits note which rows they change, for the move that copies them.</summary>
    Copying = 1,

    /// <summary>Nobody commits or reads until the move has flipped or was taken back.</summary>
    Frozen = 2,

    /// <summary>Target of a move; serves those whose keymap entry has this database and epoch.</summary>
    Incoming = 3,
}
