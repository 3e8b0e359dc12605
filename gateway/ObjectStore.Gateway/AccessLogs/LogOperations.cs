using System.Collections.Frozen;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.AccessLogs;

/// <summary>Operations as access logs name them: <c>REST.method.resource</c>.</summary>
/// <remarks>Source: Amazon S3 user guide, "Amazon S3 server access log format", and the names that AWS's logs show.</remarks>
internal static class LogOperations
{
    private static readonly FrozenDictionary<S3Operation, string> Resources = new Dictionary<S3Operation, string>
    {
        [S3Operation.GetBucketLocation] = "LOCATION",
        [S3Operation.GetBucketVersioning] = "VERSIONING",
        [S3Operation.PutBucketVersioning] = "VERSIONING",
        [S3Operation.GetBucketTagging] = "TAGGING",
        [S3Operation.PutBucketTagging] = "TAGGING",
        [S3Operation.DeleteBucketTagging] = "TAGGING",
        [S3Operation.GetObjectLockConfiguration] = "OBJECT_LOCK_CONFIGURATION",
        [S3Operation.PutObjectLockConfiguration] = "OBJECT_LOCK_CONFIGURATION",
        [S3Operation.GetBucketAcl] = "ACL",
        [S3Operation.PutBucketAcl] = "ACL",
        [S3Operation.GetBucketPolicy] = "BUCKETPOLICY",
        [S3Operation.PutBucketPolicy] = "BUCKETPOLICY",
        [S3Operation.DeleteBucketPolicy] = "BUCKETPOLICY",
        [S3Operation.GetBucketPolicyStatus] = "POLICY_STATUS",
        [S3Operation.GetPublicAccessBlock] = "PUBLIC_ACCESS_BLOCK",
        [S3Operation.PutPublicAccessBlock] = "PUBLIC_ACCESS_BLOCK",
        [S3Operation.DeletePublicAccessBlock] = "PUBLIC_ACCESS_BLOCK",
        [S3Operation.GetBucketOwnershipControls] = "OWNERSHIP_CONTROLS",
        [S3Operation.PutBucketOwnershipControls] = "OWNERSHIP_CONTROLS",
        [S3Operation.DeleteBucketOwnershipControls] = "OWNERSHIP_CONTROLS",
        [S3Operation.GetBucketEncryption] = "ENCRYPTION",
        [S3Operation.PutBucketEncryption] = "ENCRYPTION",
        [S3Operation.DeleteBucketEncryption] = "ENCRYPTION",
        [S3Operation.GetBucketCors] = "CORS",
        [S3Operation.PutBucketCors] = "CORS",
        [S3Operation.DeleteBucketCors] = "CORS",
        [S3Operation.GetBucketLifecycleConfiguration] = "LIFECYCLE",
        [S3Operation.PutBucketLifecycleConfiguration] = "LIFECYCLE",
        [S3Operation.DeleteBucketLifecycle] = "LIFECYCLE",
        [S3Operation.GetBucketWebsite] = "WEBSITE",
        [S3Operation.PutBucketWebsite] = "WEBSITE",
        [S3Operation.DeleteBucketWebsite] = "WEBSITE",
        [S3Operation.ListBucketInventoryConfigurations] = "INVENTORY",
        [S3Operation.GetBucketInventoryConfiguration] = "INVENTORY",
        [S3Operation.PutBucketInventoryConfiguration] = "INVENTORY",
        [S3Operation.DeleteBucketInventoryConfiguration] = "INVENTORY",
        [S3Operation.GetBucketLogging] = "LOGGING_STATUS",
        [S3Operation.PutBucketLogging] = "LOGGING_STATUS",
        [S3Operation.GetBucketNotificationConfiguration] = "NOTIFICATION",
        [S3Operation.PutBucketNotificationConfiguration] = "NOTIFICATION",
        [S3Operation.GetBucketRequestPayment] = "REQUEST_PAYMENT",
        [S3Operation.PutBucketRequestPayment] = "REQUEST_PAYMENT",
        [S3Operation.GetBucketAccelerateConfiguration] = "ACCELERATE",
        [S3Operation.ListBucketAnalyticsConfigurations] = "ANALYTICS",
        [S3Operation.ListBucketIntelligentTieringConfigurations] = "INTELLIGENT_TIERING",
        [S3Operation.ListBucketMetricsConfigurations] = "METRICS",
        [S3Operation.ListObjectVersions] = "BUCKETVERSIONS",
        [S3Operation.ListMultipartUploads] = "UPLOADS",
        [S3Operation.DeleteObjects] = "MULTI_OBJECT_DELETE",
        [S3Operation.GetObjectAttributes] = "OBJECT_ATTRIBUTES",
        [S3Operation.GetObjectTagging] = "OBJECT_TAGGING",
        [S3Operation.PutObjectTagging] = "OBJECT_TAGGING",
        [S3Operation.DeleteObjectTagging] = "OBJECT_TAGGING",
        [S3Operation.GetObjectRetention] = "OBJECT_LOCK_RETENTION",
        [S3Operation.PutObjectRetention] = "OBJECT_LOCK_RETENTION",
        [S3Operation.GetObjectLegalHold] = "OBJECT_LOCK_LEGALHOLD",
        [S3Operation.PutObjectLegalHold] = "OBJECT_LOCK_LEGALHOLD",
        [S3Operation.RestoreObject] = "RESTORE",
        [S3Operation.GetObjectAcl] = "ACL",
        [S3Operation.PutObjectAcl] = "ACL",
        [S3Operation.CreateMultipartUpload] = "UPLOADS",
        [S3Operation.UploadPart] = "PART",
        [S3Operation.UploadPartCopy] = "PART",
        [S3Operation.CompleteMultipartUpload] = "UPLOAD",
        [S3Operation.AbortMultipartUpload] = "UPLOAD",
        [S3Operation.ListParts] = "UPLOAD",
        [S3Operation.Preflight] = "PREFLIGHT",
    }.ToFrozenDictionary();

    /// <summary>The name.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="operation">The operation; null for a request that asks for none.</param>
    /// <param name="hasKey">Whether the request names a key.</param>
    /// <param name="isWebsite">Whether it was for a website.</param>
    public static string NameOf(string method, S3Operation? operation, bool hasKey, bool isWebsite)
    {
        var resource = operation is { } known && Resources.TryGetValue(known, out var named) ? named : hasKey || operation == S3Operation.PostObject ? "OBJECT" : "BUCKET";
        var verb = operation is S3Operation.CopyObject or S3Operation.UploadPartCopy ? "COPY" : method;
        return $"{(isWebsite ? "WEBSITE" : "REST")}.{verb}.{resource}";
    }

    /// <summary>Whether the answer holds an object, or tells of one.</summary>
    public static bool IsRead(S3Operation? operation) => operation is S3Operation.GetObject or S3Operation.HeadObject;

    /// <summary>Whether the request brings an object or a part.</summary>
    public static bool IsWrite(S3Operation? operation) => operation is S3Operation.PutObject or S3Operation.PostObject or S3Operation.UploadPart;
}
