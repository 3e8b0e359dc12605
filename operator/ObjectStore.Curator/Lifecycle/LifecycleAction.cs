using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>Something that rules say is due: a version or an upload of a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Expiration">What is to become of a version; null for an upload.</param>
/// <param name="Upload">The upload to abort; only without an expiration.</param>
internal readonly record struct LifecycleAction(ObjectKey Key, ObjectExpiration? Expiration, UploadId Upload);
