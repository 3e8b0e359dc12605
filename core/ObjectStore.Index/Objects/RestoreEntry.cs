using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Objects;

/// <summary>A version that is being restored, or that has a restored copy. Its row is there exactly as long as the version says so.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">The key.</param>
/// <param name="Version">How clients name the version.</param>
/// <param name="RequestedAt">When it was asked for; null once there is a copy.</param>
/// <param name="Until">When the copy expires; null while it is being made.</param>
public sealed record RestoreEntry(BucketId Bucket, ObjectKey Key, VersionName Version, DateTimeOffset? RequestedAt, DateTimeOffset? Until);
