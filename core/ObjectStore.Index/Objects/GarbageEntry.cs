using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Objects;

/// <summary>Stripes, or all part rows of an upload with theirs, that no row names any more; put in the same commit that removed the name.</summary>
/// <param name="RowKey">Key of the garbage row, to remove it with.</param>
/// <param name="QueuedAt">When the name was removed.</param>
/// <param name="Runs">Stripes to delete; empty with an upload.</param>
/// <param name="Bucket">Bucket of the object.</param>
/// <param name="Key">Key of the object.</param>
/// <param name="Upload">Upload whose remaining part rows and stripes are to be deleted, or null.</param>
public sealed record GarbageEntry(
    ReadOnlyMemory<byte> RowKey, DateTimeOffset QueuedAt, IReadOnlyList<StripeRun> Runs, BucketId Bucket, ObjectKey Key, UploadId? Upload);
