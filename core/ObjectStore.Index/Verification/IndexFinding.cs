using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Verification;

/// <summary>Something that is wrong.</summary>
/// <param name="Kind">What.</param>
/// <param name="Database">Where.</param>
/// <param name="Detail">More, without keys, which may be confidential.</param>
/// <param name="Bucket">The bucket, if it is about one.</param>
/// <param name="Key">The object key or its beginning, raw; empty when it is not about one.</param>
public sealed record IndexFinding(FindingKind Kind, string Database, string Detail, BucketId? Bucket = null, ReadOnlyMemory<byte> Key = default);
