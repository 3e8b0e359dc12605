namespace ObjectStore.Index.Catalog;

/// <summary>What may happen in a bucket. Stored; docs/format/index.md §8.</summary>
internal enum BucketState : byte
{
    /// <summary>Everything.</summary>
    Active = 0,

    /// <summary>It has no fences, so that nothing can be written, while its partitions are looked through.</summary>
    Deleting = 1,
}
