namespace ObjectStore.AdminApi;

/// <summary>The quota of a user over all buckets that it owns, and what they hold by its accounts.</summary>
/// <param name="UserId">User id.</param>
/// <param name="Bytes">Bytes that they may hold; null for no quota.</param>
/// <param name="Objects">Objects that they may hold; null for no quota.</param>
/// <param name="State">As of a bucket: <see cref="BucketQuotaInfo.State"/>.</param>
/// <param name="UsedBytes">Bytes that they hold; null when that is not counted.</param>
/// <param name="UsedObjects">Objects that they hold; null when that is not counted.</param>
public sealed record UserQuotaInfo(string UserId, long? Bytes, long? Objects, string State, long? UsedBytes, long? UsedObjects);
