using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Outboxes;

/// <summary>What of a bucket waits for a destination.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Rows">Rows of its outbox.</param>
/// <param name="OldestAt">When the oldest was put there.</param>
internal readonly record struct BucketRows(BucketId Bucket, long Rows, DateTimeOffset OldestAt);
