namespace ObjectStore.Extents.Recovery;

/// <summary>Figures of one opening, for the log and for tests.</summary>
internal sealed class RecoveryReport
{
    /// <summary>Whether the device had been closed cleanly, so that nothing had to be replayed.</summary>
    public bool WasClean { get; set; }

    /// <summary>Whether a valid checkpoint was there. Without one all extents were read.</summary>
    public bool HadCheckpoint { get; set; }

    public long ReplayedRecords { get; set; }

    /// <summary>Bytes of replayed extents that should belong to records and do not: bit rot.</summary>
    public long DamagedBytes { get; set; }

    /// <summary>Whether the last batch had been written in part.</summary>
    public bool HadTornBatch { get; set; }

    /// <summary>Extents whose headers cannot be read and which the checkpoint does not know.</summary>
    public int UnreadableExtents { get; set; }

    /// <summary>
    /// Extents that the checkpoint names and that are not there, though fragments are live in them. Without live fragments, compaction removed the extent after the
    /// checkpoint was written.
    /// </summary>
    public int MissingExtents { get; set; }
}
