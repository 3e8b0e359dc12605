using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Objects.Outbox;

/// <summary>What a commit is about to do to the versions of a key.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">The key.</param>
/// <param name="Record">The version that is added, changed or removed, as it is stored.</param>
/// <param name="IsRemoval">Whether it is removed for good.</param>
/// <param name="HasVersions">Whether the bucket keeps versions, so that the record's name means something.</param>
/// <param name="At">When the change was planned.</param>
public readonly record struct PlannedChange(BucketId Bucket, ObjectKey Key, ObjectRecord Record, bool IsRemoval, bool HasVersions, DateTimeOffset At);
