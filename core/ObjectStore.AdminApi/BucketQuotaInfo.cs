namespace ObjectStore.AdminApi;

/// <summary>The quota of a bucket, and what it holds by its accounts.</summary>
/// <param name="Bucket">Its name.</param>
/// <param name="Bytes">Bytes that it may hold; null for no quota.</param>
/// <param name="Objects">Objects that it may hold; null for no quota.</param>
/// <param name="State"><c>none</c> (it never had a quota), <c>counting</c> (nothing is refused yet), <c>over</c> (it holds more, or is being looked at) or <c>enforced</c>.</param>
/// <param name="UsedBytes">Bytes that it holds; null when that is not counted.</param>
/// <param name="UsedObjects">Objects that it holds; null when that is not counted.</param>
public sealed record BucketQuotaInfo(string Bucket, long? Bytes, long? Objects, string State, long? UsedBytes, long? UsedObjects);
