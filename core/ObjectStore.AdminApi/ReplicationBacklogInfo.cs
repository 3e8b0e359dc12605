namespace ObjectStore.AdminApi;

/// <summary>What of a bucket waits for a destination.</summary>
/// <param name="Bucket">Name of the bucket, or its id when it is gone.</param>
/// <param name="Rows">Rows of its outbox.</param>
/// <param name="OldestAt">When the oldest was put there.</param>
public sealed record ReplicationBacklogInfo(string Bucket, long Rows, DateTimeOffset OldestAt);
