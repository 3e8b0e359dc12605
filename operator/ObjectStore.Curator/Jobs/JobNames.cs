namespace ObjectStore.Curator.Jobs;

/// <summary>Names of the jobs for <see cref="CuratorService.RunNowAsync"/>, metrics and stored progress. Never renamed.</summary>
public static class JobNames
{
    /// <summary>Deletes the fragments of what the garbage queue names.</summary>
    public const string Garbage = "garbage";

    /// <summary>Compares what devices hold with the index.</summary>
    public const string Sweep = "sweep";

    /// <summary>Verifies every byte on every device.</summary>
    public const string Scrub = "scrub";

    /// <summary>Restores fragments that are missing or damaged.</summary>
    public const string Repair = "repair";

    /// <summary>Fills a device that took another's place.</summary>
    public const string Rebuild = "rebuild";

    /// <summary>Watches devices and plans placement groups.</summary>
    public const string Topology = "topology";

    /// <summary>Copies fragments to new members of placement groups and clears the old places.</summary>
    public const string Rebalance = "rebalance";

    /// <summary>Plans and applies splits, merges and moves of partitions.</summary>
    public const string Keymap = "keymap";

    /// <summary>Carries out moves of partitions.</summary>
    public const string Moves = "moves";

    /// <summary>Removes what the lifecycle rules of buckets say is due.</summary>
    public const string Lifecycle = "lifecycle";

    /// <summary>Moves what lifecycle rules say to other storage classes.</summary>
    public const string Transitions = "transitions";

    /// <summary>Takes events from the outboxes of buckets to their destinations.</summary>
    public const string Events = "events";

    /// <summary>Puts quotas of buckets in force, and tells which are nearly full.</summary>
    public const string Quotas = "quotas";

    /// <summary>Takes versions from the outboxes of buckets to their destinations.</summary>
    public const string Replication = "replication";

    /// <summary>Looks for versions that have to be replicated and are not in an outbox.</summary>
    public const string ReplicationWalk = "replication-walk";

    /// <summary>Makes the copies of archived versions that are asked for, and removes those that have expired.</summary>
    public const string Restores = "restores";

    /// <summary>Stores how the other jobs stand.</summary>
    public const string Report = "report";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Topology, Garbage, Repair, Rebalance, Rebuild, Sweep, Scrub, Keymap, Moves, Lifecycle, Transitions, Events, Replication, ReplicationWalk, Quotas, Restores, Report];
}
