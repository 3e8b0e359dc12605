namespace ObjectStore.AdminApi;

/// <summary>The quota that all buckets of a user are to have together. Null: none.</summary>
/// <param name="UserId">User id; it need not be known yet.</param>
/// <param name="Bytes">Bytes of objects, of all their versions, and of parts of uploads that have begun.</param>
/// <param name="Objects">Objects, all their versions that are not delete markers, and uploads that have begun.</param>
public sealed record UserQuotaRequest(string UserId, long? Bytes = null, long? Objects = null);
