namespace ObjectStore.Policies.Matching;

/// <summary>The condition keys about headers, <c>s3:x-amz-…</c>, and the actions that have them.</summary>
/// <remarks>Source: Service authorization reference, "Actions defined by Amazon S3". Beyond it, writes have every header.</remarks>
public static class HeaderKeys
{
    /// <summary>What the keys begin with, normalized.</summary>
    public const string KeyPrefix = "s3:x-amz-";

    private const string ContentDigest = "s3:x-amz-content-sha256";
    private const string Acl = "s3:x-amz-acl";
    private const string GrantPrefix = "s3:x-amz-grant-";
    private const string Ownership = "s3:x-amz-object-ownership";

    private static readonly PolicyAction CreateBucket = S3Actions.Get("s3:CreateBucket");

    private static readonly PolicyAction[] Writes = [S3Actions.Get("s3:PutObject"), S3Actions.Get("s3:ReplicateObject")];

    private static readonly PolicyAction[] SetLists =
        [CreateBucket, S3Actions.Get("s3:PutBucketAcl"), S3Actions.Get("s3:PutObjectAcl"), S3Actions.Get("s3:PutObjectVersionAcl")];

    /// <summary>Whether requests for an action tell the header of a key.</summary>
    /// <param name="key">Begins with <see cref="KeyPrefix"/>.</param>
    /// <param name="action">The action.</param>
    public static bool IsKeyOf(string key, PolicyAction action) => key switch
    {
        ContentDigest => true,
        _ when Writes.Contains(action) => true,
        Ownership => action == CreateBucket,
        _ => (key == Acl || key.StartsWith(GrantPrefix, StringComparison.Ordinal)) && SetLists.Contains(action),
    };
}
