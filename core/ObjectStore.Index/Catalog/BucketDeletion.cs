namespace ObjectStore.Index.Catalog;

/// <summary>What became of the deletion of a bucket.</summary>
public enum BucketDeletion
{
    /// <summary>It is gone.</summary>
    Deleted,

    /// <summary>It holds objects (409).</summary>
    NotEmpty,

    /// <summary>There is none (404).</summary>
    NoSuchBucket,
}
