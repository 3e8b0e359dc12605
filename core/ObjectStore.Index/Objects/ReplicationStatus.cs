namespace ObjectStore.Index.Objects;

/// <summary>How far a version has been taken to other buckets. Stored; the values are never reused. docs/replication.md.</summary>
public enum ReplicationStatus : byte
{
    /// <summary>It waits for at least one destination, and none has given it up.</summary>
    Pending = 1,

    /// <summary>All destinations have it.</summary>
    Completed = 2,

    /// <summary>A destination did not take it, and it was given up; others may still wait.</summary>
    Failed = 3,

    /// <summary>It came from another bucket, and goes no further.</summary>
    Replica = 4,
}
