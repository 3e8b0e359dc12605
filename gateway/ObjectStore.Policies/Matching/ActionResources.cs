namespace ObjectStore.Policies.Matching;

/// <summary>Which actions of S3 are about objects; the others are about buckets.</summary>
/// <remarks>Source: Service authorization reference, "Actions defined by Amazon S3", the types of their resources.</remarks>
internal static class ActionResources
{
    private static readonly string[] ObjectPatterns =
    [
        "s3:AbortMultipartUpload", "s3:BypassGovernanceRetention", "s3:DeleteObject*", "s3:GetObject*", "s3:InitiateReplication", "s3:ListMultipartUploadParts",
        "s3:ObjectOwnerOverrideToBucketOwner", "s3:PutObject*", "s3:Replicate*", "s3:RestoreObject",
    ];

    private static readonly ActionSet OfObjects = ObjectPatterns.Aggregate(ActionSet.None, static (set, pattern) => set.With(ActionSet.Matching(pattern)));

    private static readonly ActionSet OfBuckets = OfObjects.Except();

    /// <summary>Whether none of the actions is about any of the resources.</summary>
    public static bool AreIdle(ActionSet actions, IReadOnlyList<TextPattern> resources) =>
        !(actions.Intersects(OfObjects) && resources.Any(CanBeObject)) && !(actions.Intersects(OfBuckets) && resources.Any(CanBeBucket));

    /// <summary>An object's ARN has a slash after the bucket, which a wildcard or a variable may stand for, too.</summary>
    private static bool CanBeObject(TextPattern resource) => resource.Source.AsSpan().ContainsAny("/*?$");

    private static bool CanBeBucket(TextPattern resource) => !resource.Source.Contains('/', StringComparison.Ordinal);
}
