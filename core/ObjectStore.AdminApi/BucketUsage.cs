namespace ObjectStore.AdminApi;

/// <summary>What a bucket holds, counted from the index while it serves: what changed meanwhile may be in it or not. Sizes are those that clients see.</summary>
/// <param name="Bucket">Its name.</param>
/// <param name="Objects">Current objects.</param>
/// <param name="ObjectBytes">Bytes of them.</param>
/// <param name="NoncurrentVersions">Versions that are not current.</param>
/// <param name="NoncurrentBytes">Bytes of them.</param>
/// <param name="DeleteMarkers">Delete markers, current or not.</param>
/// <param name="Uploads">Multipart uploads that have begun.</param>
/// <param name="Parts">Parts of them.</param>
/// <param name="PartBytes">Bytes of the parts.</param>
/// <param name="ObjectStoredBytes">Bytes that are stored for the current objects, before they are encrypted and coded: fewer where they are compressed.</param>
/// <param name="NoncurrentStoredBytes">The same of the versions that are not current.</param>
/// <param name="PartStoredBytes">The same of the parts.</param>
/// <param name="Unreadable">Versions and uploads that are left out because their rows cannot be read.</param>
public sealed record BucketUsage(
    string Bucket,
    long Objects = 0,
    long ObjectBytes = 0,
    long NoncurrentVersions = 0,
    long NoncurrentBytes = 0,
    long DeleteMarkers = 0,
    long Uploads = 0,
    long Parts = 0,
    long PartBytes = 0,
    long ObjectStoredBytes = 0,
    long NoncurrentStoredBytes = 0,
    long PartStoredBytes = 0,
    long Unreadable = 0);
