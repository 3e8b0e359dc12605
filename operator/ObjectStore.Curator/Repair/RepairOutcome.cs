namespace ObjectStore.Curator.Repair;

/// <summary>How an attempt to repair a stripe ended.</summary>
internal enum RepairOutcome
{
    /// <summary>Every fragment is there and none that was suspected is damaged.</summary>
    Healthy,

    /// <summary>Fragments were restored.</summary>
    Repaired,

    /// <summary>No row names the stripe; there is nothing to keep.</summary>
    NotWanted,

    /// <summary>A device that is needed does not answer or takes no writes; tried again later.</summary>
    Deferred,

    /// <summary>Fewer than K fragments are left although every device answers.</summary>
    Lost,

    /// <summary>The queue was full of more endangered stripes.</summary>
    Dropped,
}
