namespace ObjectStore.AdminApi;

/// <summary>The quota that a bucket is to have. Null: none.</summary>
/// <param name="Bucket">Its name.</param>
/// <param name="Bytes">Bytes of objects, of all their versions, and of parts of uploads that have begun.</param>
/// <param name="Objects">Objects, all their versions that are not delete markers, and uploads that have begun.</param>
public sealed record BucketQuotaRequest(string Bucket, long? Bytes = null, long? Objects = null);
