namespace ObjectStore.AdminApi;

/// <summary>That the failed versions of a bucket are going to be tried again: a walk over the bucket queues them.</summary>
/// <param name="Bucket">Name of the bucket.</param>
/// <param name="AskedAt">When it was asked for.</param>
public sealed record ReplicationRetryInfo(string Bucket, DateTimeOffset AskedAt);
