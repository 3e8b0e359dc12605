namespace ObjectStore.Policies.Matching;

/// <summary>The condition keys about the tags that an object has already, and the actions that have them.</summary>
/// <remarks>Source: Service authorization reference, "Actions defined by Amazon S3" (condition key <c>s3:ExistingObjectTag/&lt;key&gt;</c>).</remarks>
public static class ExistingTags
{
    /// <summary>What the keys begin with, normalized.</summary>
    public const string KeyPrefix = "s3:existingobjecttag/";

    private static readonly PolicyAction[] Actions =
    [
        .. new[]
        {
            "DeleteObjectTagging", "DeleteObjectVersionTagging", "GetObject", "GetObjectAcl", "GetObjectAttributes", "GetObjectTagging", "GetObjectVersion", "GetObjectVersionAcl",
            "GetObjectVersionAttributes", "GetObjectVersionTagging", "PutObjectAcl", "PutObjectTagging", "PutObjectVersionAcl", "PutObjectVersionTagging",
        }.Select(static name => S3Actions.Get("s3:" + name)),
    ];

    /// <summary>Whether requests for an action tell the tags of their object.</summary>
    public static bool AreKeysOf(PolicyAction action) => Actions.Contains(action);

    /// <summary>Whether any of the actions does.</summary>
    internal static bool AreKeysOf(ActionSet actions) => Array.Exists(Actions, actions.Contains);
}
