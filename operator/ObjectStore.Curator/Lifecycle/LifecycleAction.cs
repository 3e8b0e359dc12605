using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>Something that rules say is due: a version or an upload of a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Expiration">What is to become of a version; null for an upload or a transition.</param>
/// <param name="Upload">The upload to abort; only without the others.</param>
/// <param name="Transition">Where a version is to move; null for an upload or an expiration.</param>
internal readonly record struct LifecycleAction(ObjectKey Key, ObjectExpiration? Expiration, UploadId Upload, LifecycleTransition? Transition = null);
