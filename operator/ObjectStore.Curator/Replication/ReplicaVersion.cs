using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;
using ObjectStore.Replication;

namespace ObjectStore.Curator.Replication;

/// <summary>A version that is to be taken to a bucket at a target.</summary>
/// <param name="Bucket">Id of its bucket here.</param>
/// <param name="Key">Its key.</param>
/// <param name="Record">Its row as it is now.</param>
/// <param name="Facts">What the outbox says of it.</param>
/// <param name="DestinationBucket">Name of the bucket there.</param>
/// <param name="IsCurrent">Whether it is the current version of its key.</param>
internal sealed record ReplicaVersion(BucketId Bucket, ObjectKey Key, ObjectRecord Record, ReplicationFacts Facts, string DestinationBucket, bool IsCurrent);
