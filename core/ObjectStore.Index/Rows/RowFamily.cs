namespace ObjectStore.Index.Rows;

/// <summary>First byte of every row key, and of every row value. Stored and never reused; docs/format/index.md §2.</summary>
internal static class RowFamily
{
    /// <summary>Documents of a bucket by its name.</summary>
    public const byte BucketDocuments = (byte)'A';

    /// <summary>Bucket by name.</summary>
    public const byte Bucket = (byte)'B';

    /// <summary>Heat of the partitions by reporter and page.</summary>
    public const byte Heat = (byte)'H';

    /// <summary>What a database knows of itself, one row.</summary>
    public const byte DatabaseIdentity = (byte)'I';

    /// <summary>Job state by name.</summary>
    public const byte JobState = (byte)'J';

    /// <summary>The cluster map, one row.</summary>
    public const byte ClusterMap = (byte)'M';

    /// <summary>Partition by its start.</summary>
    public const byte Partition = (byte)'P';

    /// <summary>Changed row of a partition that is being copied, by its key.</summary>
    public const byte Change = (byte)'C';

    /// <summary>Range whose rows are to be deleted, by its start.</summary>
    public const byte Discarded = (byte)'D';

    /// <summary>Keymap entry by its start.</summary>
    public const byte Keymap = (byte)'K';

    /// <summary>Progress of a move by the start of the partition.</summary>
    public const byte MoveProgress = (byte)'V';

    /// <summary>Fence of a bucket by its id: commits of its rows need it.</summary>
    public const byte Fence = (byte)'f';

    /// <summary>Garbage by bucket, key and id.</summary>
    public const byte Garbage = (byte)'g';

    /// <summary>Current object by bucket and key.</summary>
    public const byte Object = (byte)'o';

    /// <summary>Part by bucket, key, upload and number.</summary>
    public const byte Part = (byte)'p';

    /// <summary>Quota of a bucket by its id: ledger, account of the database, or a purse. Like a fence it belongs to the database, and does not move with partitions.</summary>
    public const byte Quota = (byte)'q';

    /// <summary>Quota of an owner of buckets by its id: the same rows as of a bucket, and a fence.</summary>
    public const byte OwnerQuota = (byte)'w';

    /// <summary>Version that is being restored, or has a restored copy, by bucket, key and id.</summary>
    public const byte Restore = (byte)'r';

    /// <summary>What is left of the fence of a bucket that is or was being deleted, by its id.</summary>
    public const byte Tombstone = (byte)'t';

    /// <summary>Upload by bucket, key and id.</summary>
    public const byte Upload = (byte)'u';

    /// <summary>Version by bucket, key and inverted id; without an id the delete marker that is current.</summary>
    public const byte Version = (byte)'v';

    /// <summary>Outbox by bucket, key, sequence and number.</summary>
    public const byte Outbox = (byte)'x';

    /// <summary>The families whose rows belong to partitions, ascending.</summary>
    public static ReadOnlySpan<byte> OfPartitions => [Garbage, Object, Part, Restore, Upload, Version, Outbox];
}
