namespace ObjectStore.Extents.Compaction;

/// <summary>How much compaction is worth.</summary>
internal enum SpacePressure
{
    /// <summary>There is room: only what is mostly garbage.</summary>
    None,

    /// <summary>Fragments have no room, or little.</summary>
    Short,

    /// <summary>Deletes have no room, or little: whatever frees anything.</summary>
    Critical,
}
