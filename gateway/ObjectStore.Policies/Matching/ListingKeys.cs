namespace ObjectStore.Policies.Matching;

/// <summary>The condition keys about the parameters of listings, and the actions that have them.</summary>
/// <remarks>Source: Service authorization reference, "Actions defined by Amazon S3". Beyond it, listings of uploads have them.</remarks>
internal static class ListingKeys
{
    /// <summary>The keys, normalized.</summary>
    public static readonly string[] All = ["s3:prefix", "s3:delimiter", "s3:max-keys"];

    private static readonly PolicyAction[] Actions = [S3Actions.Get("s3:ListBucket"), S3Actions.Get("s3:ListBucketMultipartUploads"), S3Actions.Get("s3:ListBucketVersions")];

    /// <summary>Whether requests for any of the actions have them.</summary>
    public static bool AreKeysOf(ActionSet actions) => Array.Exists(Actions, actions.Contains);
}
