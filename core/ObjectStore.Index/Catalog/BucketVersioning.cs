namespace ObjectStore.Index.Catalog;

/// <summary>Whether writes of a bucket keep what they cover. Stored; docs/format/index.md §8.</summary>
public enum BucketVersioning : byte
{
    /// <summary>It was never set: every key has at most one version, the null version.</summary>
    Never = 0,

    /// <summary>Every write adds a version.</summary>
    Enabled = 1,

    /// <summary>Writes replace the null version and keep all others.</summary>
    Suspended = 2,
}
