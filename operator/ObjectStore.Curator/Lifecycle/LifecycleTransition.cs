using ObjectStore.Index.Objects;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>A move of a version to another storage class that rules say is due.</summary>
/// <param name="Version">The version that was judged.</param>
/// <param name="LastModified">When it was made.</param>
/// <param name="IsNoncurrent">Whether it is not the current one.</param>
/// <param name="StorageClass">The class that it should be of.</param>
/// <param name="IsDue">Whether the rules say so of the version as it is found, its tags included. Pure; may be asked more than once.</param>
internal sealed record LifecycleTransition(VersionName Version, DateTimeOffset LastModified, bool IsNoncurrent, string StorageClass, Func<ObjectRecord, bool> IsDue);
