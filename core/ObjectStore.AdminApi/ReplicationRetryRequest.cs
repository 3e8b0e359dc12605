namespace ObjectStore.AdminApi;

/// <summary>Asks for the failed versions of a bucket to be tried again.</summary>
/// <param name="Bucket">Its name.</param>
public sealed record ReplicationRetryRequest(string Bucket);
