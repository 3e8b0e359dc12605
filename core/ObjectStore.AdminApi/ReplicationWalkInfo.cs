namespace ObjectStore.AdminApi;

/// <summary>How far the walk over a bucket is.</summary>
/// <param name="Bucket">Name of the bucket.</param>
/// <param name="BeganAt">When it began.</param>
/// <param name="EndedAt">When it came to the end; null while it is under way.</param>
/// <param name="Seen">Versions that it has looked at.</param>
/// <param name="Queued">Versions that it has queued.</param>
public sealed record ReplicationWalkInfo(string Bucket, DateTimeOffset BeganAt, DateTimeOffset? EndedAt, long Seen, long Queued);
