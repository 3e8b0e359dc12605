using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Tiering;

/// <summary>That a version was read.</summary>
/// <param name="Bucket">Its bucket.</param>
/// <param name="Key">Its key.</param>
/// <param name="Version">Its name.</param>
/// <param name="LastModified">When it was made: another null version may have its name by now.</param>
/// <param name="StorageClass">Its class when it was read, or null for the standard one.</param>
/// <param name="At">When it was read; whole milliseconds.</param>
internal readonly record struct AccessNote(BucketId Bucket, ObjectKey Key, VersionName Version, DateTimeOffset LastModified, string? StorageClass, DateTimeOffset At)
{
    /// <summary>What there is one note of at a time.</summary>
    public (BucketId Bucket, ObjectKey Key, VersionName Version) Of => (Bucket, Key, Version);
}
