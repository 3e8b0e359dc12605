namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>What a note is about.</summary>
public enum PlannerNoteKind
{
    /// <summary>One key alone is hotter than a partition should be.</summary>
    HotKey,

    /// <summary>Writes advance through the key space, so that one end of a partition takes all of them.</summary>
    AdvancingKeys,

    /// <summary>Splits of a partition left nearly all load in one part.</summary>
    FruitlessSplits,

    /// <summary>A partition is too large, but there are no samples of its keys to cut it at.</summary>
    KeySamplesNeeded,

    /// <summary>There are as many partitions as may be.</summary>
    PartitionsMaxReached,

    /// <summary>A database drains, but nothing can be taken from it or there is none to take it.</summary>
    DrainBlocked,
}
