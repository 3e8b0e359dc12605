namespace ObjectStore.Curator.Lifecycle;

/// <summary>A place of the walk over all buckets: everything before it in the bucket's stage is done with.</summary>
/// <param name="Bucket">Name of the bucket.</param>
/// <param name="Stage">What of the bucket is walked through.</param>
/// <param name="AfterKey">Last key that is done with; empty at the beginning of the stage.</param>
internal sealed record LifecyclePlace(string Bucket, LifecycleStage Stage, byte[] AfterKey);
