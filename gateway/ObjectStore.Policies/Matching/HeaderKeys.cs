namespace ObjectStore.Policies.Matching;

/// <summary>The condition keys about headers, <c>s3:x-amz-…</c>, and the actions that have them.</summary>
/// <remarks>Source: Service authorization reference, "Actions defined by Amazon S3". Beyond it, writes have every header, and what its requests read any action.</remarks>
public static class HeaderKeys
{
    /// <summary>What the keys begin with, normalized.</summary>
    public const string KeyPrefix = "s3:x-amz-";

    private const string ContentDigest = "s3:x-amz-content-sha256";
    private const string Acl = "s3:x-amz-acl";
    private const string GrantPrefix = "s3:x-amz-grant-";
    private const string Ownership = "s3:x-amz-object-ownership";
    private const string Bypass = "s3:x-amz-bypass-governance-retention";
    private const string CustomerKeyPrefix = "s3:x-amz-server-side-encryption-customer-";

    private static readonly PolicyAction[] Writes = ActionsOf("PutObject", "ReplicateObject");
    private static readonly PolicyAction[] MakeBuckets = ActionsOf("CreateBucket");
    private static readonly PolicyAction[] SetLists = ActionsOf("CreateBucket", "PutBucketAcl", "PutObjectAcl", "PutObjectVersionAcl");
    private static readonly PolicyAction[] Unlock = ActionsOf("BypassGovernanceRetention", "DeleteObject", "DeleteObjectVersion", "PutObjectRetention");
    private static readonly PolicyAction[] Reads = ActionsOf("GetObject", "GetObjectAttributes", "GetObjectVersion", "GetObjectVersionAttributes");

    /// <summary>Whether requests for an action tell the header of a key.</summary>
    /// <param name="key">Begins with <see cref="KeyPrefix"/>.</param>
    /// <param name="action">The action.</param>
    public static bool IsKeyOf(string key, PolicyAction action) => key == ContentDigest || Writes.Contains(action) || ReadersOf(key).Contains(action);

    /// <summary>Whether requests for any of the actions do.</summary>
    internal static bool IsKeyOf(string key, ActionSet actions) => key == ContentDigest || Array.Exists(Writes, actions.Contains) || Array.Exists(ReadersOf(key), actions.Contains);

    /// <summary>The actions beside writes whose requests read the header of a key.</summary>
    private static PolicyAction[] ReadersOf(string key) => key switch
    {
        Bypass => Unlock,
        Ownership => MakeBuckets,
        _ when key == Acl || key.StartsWith(GrantPrefix, StringComparison.Ordinal) => SetLists,
        _ when key.StartsWith(CustomerKeyPrefix, StringComparison.Ordinal) => Reads,
        _ => [],
    };

    private static PolicyAction[] ActionsOf(params string[] names) => Array.ConvertAll(names, static name => S3Actions.Get("s3:" + name));
}
