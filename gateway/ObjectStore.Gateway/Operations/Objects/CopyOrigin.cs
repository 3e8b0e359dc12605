using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>An object to copy from.</summary>
/// <param name="Bucket">Its bucket.</param>
/// <param name="Key">Its key.</param>
/// <param name="Record">Its row.</param>
/// <param name="IsVersionNamed">Whether the request named the version, and not just the key.</param>
internal sealed record CopyOrigin(BucketRecord Bucket, ObjectKey Key, ObjectRecord Record, bool IsVersionNamed);

