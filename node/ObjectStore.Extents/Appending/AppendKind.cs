namespace ObjectStore.Extents.Appending;

/// <summary>What an <see cref="AppendRequest"/> asks for.</summary>
internal enum AppendKind
{
    /// <summary>A new fragment, or a new content of one.</summary>
    Put,

    /// <summary>The end of fragments, wherever they live.</summary>
    Delete,

    /// <summary>Compaction: a live record to a new place, unless it has been replaced or deleted since.</summary>
    Move,

    /// <summary>Compaction: delete entries that are still needed.</summary>
    KeepDeletes,

    /// <summary>Compaction: nothing is appended to the extent that is open any more.</summary>
    Seal,
}
