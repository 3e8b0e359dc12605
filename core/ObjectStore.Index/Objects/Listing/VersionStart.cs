using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Objects.Listing;

/// <summary>Where among the versions of a key a page begins.</summary>
/// <param name="Key">The key, which is the query's StartAfter.</param>
/// <param name="After">Place of the last version that is left out, whether or not it is still there; null to list all versions of the key.</param>
/// <param name="Latest">Place of the current version, none without one. That no version of the key was listed before on the page does not say that it is the newest.</param>
internal sealed record VersionStart(ObjectKey Key, VersionId? After, VersionId Latest);
