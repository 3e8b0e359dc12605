namespace ObjectStore.Curator.Sweep;

/// <summary>What the sweep thinks of a fragment on a device.</summary>
internal enum FragmentVerdict
{
    /// <summary>It is where it belongs.</summary>
    Kept,

    /// <summary>It may belong to a write that is still under way.</summary>
    TooYoung,

    /// <summary>No row names its stripe: it goes.</summary>
    Orphan,

    /// <summary>A row names its stripe, but another device is the member that should hold it: it goes once that one does.</summary>
    Misplaced,

    /// <summary>Its owner cannot be read, so nobody can say whether it is wanted: it stays and is counted.</summary>
    UnreadableOwner,

    /// <summary>The row that may name its stripe cannot be read, so nobody can say whether it is wanted: it stays and is counted.</summary>
    UnreadableRow,

    /// <summary>The cluster map does not know its group or place: it stays and is counted.</summary>
    UnknownPlace,
}
