namespace ObjectStore.AdminApi;

/// <summary>Whether the objects of a bucket are compressed when they are written, as it is or is to be.</summary>
/// <param name="Bucket">Its name.</param>
/// <param name="Enabled">Null: as the setting of the gateways says.</param>
public sealed record BucketCompression(string Bucket, bool? Enabled = null);
