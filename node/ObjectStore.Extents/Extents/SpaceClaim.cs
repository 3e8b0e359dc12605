namespace ObjectStore.Extents.Extents;

/// <summary>Who asks for a new extent, and so how much of the reserve may go.</summary>
internal enum SpaceClaim
{
    /// <summary>New fragments: nothing of the reserve or the headroom.</summary>
    Fragments,

    /// <summary>Deletes, and a batch that has to leave a failed extent: all but one spare; when nothing else is left, an extent that is smaller than usual.</summary>
    Deletes,

    /// <summary>Compaction: everything, also an extent that is smaller than usual. What it copies fits into one, and it gives one back.</summary>
    Compaction,
}
