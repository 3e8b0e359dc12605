namespace ObjectStore.Replication;

/// <summary>What of a bucket waits for a destination.</summary>
/// <param name="Bucket">Id of the bucket.</param>
/// <param name="Rows">Rows of its outbox.</param>
/// <param name="OldestAt">When the oldest was put there.</param>
public sealed record BucketBacklog(ulong Bucket, long Rows, DateTimeOffset OldestAt);
