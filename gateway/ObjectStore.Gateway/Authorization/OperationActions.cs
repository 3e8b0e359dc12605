using ObjectStore.Core.Errors;
using ObjectStore.Policies.Access;
using ObjectStore.Policies.Acl;
using ObjectStore.Policies.Matching;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Authorization;

/// <summary>
/// The one table of what every operation is to policies and lists. Complete, but for preflights, which are about nothing, and queries, whose services decide: checked when it is made, so
/// that an operation that is not in it stops the process.
/// </summary>
/// <remarks>Source: Amazon S3 user guide, "Required permissions for Amazon S3 API operations" and "Mapping of ACL permissions and access policy permissions".</remarks>
internal static class OperationActions
{
    private const AclPermission None = AclPermission.None;
    private const AclPermission Read = AclPermission.Read;
    private const AclPermission Write = AclPermission.Write;

    private static readonly (S3Operation Operation, string Action, string? VersionAction, AclPermission Bucket, AclPermission Object)[] Table =
    [
        (S3Operation.AbortMultipartUpload, "AbortMultipartUpload", null, Write, None),
        (S3Operation.CompleteMultipartUpload, "PutObject", null, Write, None),
        (S3Operation.CopyObject, "PutObject", null, Write, None),
        (S3Operation.CreateBucket, "CreateBucket", null, None, None),
        (S3Operation.CreateMultipartUpload, "PutObject", null, Write, None),
        (S3Operation.DeleteBucket, "DeleteBucket", null, None, None),
        (S3Operation.DeleteBucketCors, "PutBucketCORS", null, None, None),
        (S3Operation.DeleteBucketEncryption, "PutEncryptionConfiguration", null, None, None),
        (S3Operation.DeleteBucketInventoryConfiguration, "PutInventoryConfiguration", null, None, None),
        (S3Operation.DeleteBucketLifecycle, "PutLifecycleConfiguration", null, None, None),
        (S3Operation.DeleteBucketOwnershipControls, "PutBucketOwnershipControls", null, None, None),
        (S3Operation.DeleteBucketPolicy, "DeleteBucketPolicy", null, None, None),
        (S3Operation.DeleteBucketReplication, "PutReplicationConfiguration", null, None, None),
        (S3Operation.DeleteBucketTagging, "PutBucketTagging", null, None, None),
        (S3Operation.DeleteBucketWebsite, "DeleteBucketWebsite", null, None, None),
        (S3Operation.DeleteObject, "DeleteObject", "DeleteObjectVersion", Write, None),
        (S3Operation.DeleteObjects, "DeleteObject", "DeleteObjectVersion", Write, None),
        (S3Operation.DeleteObjectTagging, "DeleteObjectTagging", "DeleteObjectVersionTagging", None, None),
        (S3Operation.DeletePublicAccessBlock, "PutBucketPublicAccessBlock", null, None, None),
        (S3Operation.GetBucketAccelerateConfiguration, "GetAccelerateConfiguration", null, None, None),
        (S3Operation.GetBucketAcl, "GetBucketAcl", null, AclPermission.ReadAcp, None),
        (S3Operation.GetBucketCors, "GetBucketCORS", null, None, None),
        (S3Operation.GetBucketEncryption, "GetEncryptionConfiguration", null, None, None),
        (S3Operation.GetBucketInventoryConfiguration, "GetInventoryConfiguration", null, None, None),
        (S3Operation.GetBucketLifecycleConfiguration, "GetLifecycleConfiguration", null, None, None),
        (S3Operation.GetBucketLocation, "GetBucketLocation", null, None, None),
        (S3Operation.GetBucketLogging, "GetBucketLogging", null, None, None),
        (S3Operation.GetBucketNotificationConfiguration, "GetBucketNotification", null, None, None),
        (S3Operation.GetBucketOwnershipControls, "GetBucketOwnershipControls", null, None, None),
        (S3Operation.GetBucketPolicy, "GetBucketPolicy", null, None, None),
        (S3Operation.GetBucketPolicyStatus, "GetBucketPolicyStatus", null, None, None),
        (S3Operation.GetBucketReplication, "GetReplicationConfiguration", null, None, None),
        (S3Operation.GetBucketRequestPayment, "GetBucketRequestPayment", null, None, None),
        (S3Operation.GetBucketTagging, "GetBucketTagging", null, None, None),
        (S3Operation.GetBucketVersioning, "GetBucketVersioning", null, None, None),
        (S3Operation.GetBucketWebsite, "GetBucketWebsite", null, None, None),
        (S3Operation.GetObject, "GetObject", "GetObjectVersion", None, Read),
        (S3Operation.GetObjectAcl, "GetObjectAcl", "GetObjectVersionAcl", None, AclPermission.ReadAcp),
        (S3Operation.GetObjectAttributes, "GetObject", "GetObjectVersion", None, Read),
        (S3Operation.GetObjectLegalHold, "GetObjectLegalHold", null, None, None),
        (S3Operation.GetObjectLockConfiguration, "GetBucketObjectLockConfiguration", null, None, None),
        (S3Operation.GetObjectRetention, "GetObjectRetention", null, None, None),
        (S3Operation.GetObjectTagging, "GetObjectTagging", "GetObjectVersionTagging", None, None),
        (S3Operation.GetPublicAccessBlock, "GetBucketPublicAccessBlock", null, None, None),
        (S3Operation.HeadBucket, "ListBucket", null, Read, None),
        (S3Operation.HeadObject, "GetObject", "GetObjectVersion", None, Read),
        (S3Operation.ListBucketAnalyticsConfigurations, "GetAnalyticsConfiguration", null, None, None),
        (S3Operation.ListBucketIntelligentTieringConfigurations, "GetIntelligentTieringConfiguration", null, None, None),
        (S3Operation.ListBucketInventoryConfigurations, "GetInventoryConfiguration", null, None, None),
        (S3Operation.ListBucketMetricsConfigurations, "GetMetricsConfiguration", null, None, None),
        (S3Operation.ListBuckets, "ListAllMyBuckets", null, None, None),
        (S3Operation.ListMultipartUploads, "ListBucketMultipartUploads", null, Read, None),
        (S3Operation.ListObjects, "ListBucket", null, Read, None),
        (S3Operation.ListObjectsV2, "ListBucket", null, Read, None),
        (S3Operation.ListObjectVersions, "ListBucketVersions", null, Read, None),
        (S3Operation.ListParts, "ListMultipartUploadParts", null, Write, None),
        (S3Operation.PostObject, "PutObject", null, Write, None),
        (S3Operation.PutBucketAcl, "PutBucketAcl", null, AclPermission.WriteAcp, None),
        (S3Operation.PutBucketCors, "PutBucketCORS", null, None, None),
        (S3Operation.PutBucketEncryption, "PutEncryptionConfiguration", null, None, None),
        (S3Operation.PutBucketInventoryConfiguration, "PutInventoryConfiguration", null, None, None),
        (S3Operation.PutBucketLifecycleConfiguration, "PutLifecycleConfiguration", null, None, None),
        (S3Operation.PutBucketLogging, "PutBucketLogging", null, None, None),
        (S3Operation.PutBucketNotificationConfiguration, "PutBucketNotification", null, None, None),
        (S3Operation.PutBucketOwnershipControls, "PutBucketOwnershipControls", null, None, None),
        (S3Operation.PutBucketPolicy, "PutBucketPolicy", null, None, None),
        (S3Operation.PutBucketReplication, "PutReplicationConfiguration", null, None, None),
        (S3Operation.PutBucketRequestPayment, "PutBucketRequestPayment", null, None, None),
        (S3Operation.PutBucketTagging, "PutBucketTagging", null, None, None),
        (S3Operation.PutBucketVersioning, "PutBucketVersioning", null, None, None),
        (S3Operation.PutBucketWebsite, "PutBucketWebsite", null, None, None),
        (S3Operation.PutObject, "PutObject", null, Write, None),
        (S3Operation.PutObjectAcl, "PutObjectAcl", "PutObjectVersionAcl", None, AclPermission.WriteAcp),
        (S3Operation.PutObjectLegalHold, "PutObjectLegalHold", null, None, None),
        (S3Operation.PutObjectLockConfiguration, "PutBucketObjectLockConfiguration", null, None, None),
        (S3Operation.PutObjectRetention, "PutObjectRetention", null, None, None),
        (S3Operation.PutObjectTagging, "PutObjectTagging", "PutObjectVersionTagging", None, None),
        (S3Operation.PutPublicAccessBlock, "PutBucketPublicAccessBlock", null, None, None),
        (S3Operation.RestoreObject, "RestoreObject", null, None, None),
        (S3Operation.UploadPart, "PutObject", null, Write, None),
        (S3Operation.UploadPartCopy, "PutObject", null, Write, None),
    ];

    private static readonly OperationAction?[] Actions = MakeActions();

    /// <summary>Listing a bucket, which decides whether somebody is told that a key has no object.</summary>
    public static OperationAction Listing { get; } = Of(S3Operation.ListObjects);

    /// <summary>Deleting or shortening what a governance retention holds; asked for beside the operation's own action.</summary>
    public static OperationAction Bypass { get; } = new(S3Actions.Get("s3:BypassGovernanceRetention"), S3Actions.Get("s3:BypassGovernanceRetention"), new AccessNeeds(None, None), IsPerKey: false);

    /// <summary>Reading the source of a copy.</summary>
    public static OperationAction Source { get; } = Of(S3Operation.GetObject);

    /// <summary>What the operation is; every one but a preflight and a query is something.</summary>
    public static OperationAction Of(S3Operation operation)
    {
        var action = Actions[(int)operation];
        Invariant.That(action is not null);
        return action;
    }

    /// <summary>Whether the operation lists what is in a bucket, below a prefix.</summary>
    public static bool Lists(S3Operation operation) =>
        operation is S3Operation.ListObjects or S3Operation.ListObjectsV2 or S3Operation.ListObjectVersions or S3Operation.ListMultipartUploads;

    /// <summary>Whether the operation puts something into an upload that another request has begun.</summary>
    public static bool IsOfUpload(S3Operation operation) => operation is S3Operation.UploadPart or S3Operation.UploadPartCopy or S3Operation.CompleteMultipartUpload;

    /// <summary>Whether headers of the operation say which tags, retention and legal hold the object gets.</summary>
    public static bool SetsByHeaders(S3Operation operation) =>
        operation is S3Operation.PutObject or S3Operation.PostObject or S3Operation.CopyObject or S3Operation.CreateMultipartUpload;

    private static OperationAction?[] MakeActions()
    {
        var actions = new OperationAction?[Enum.GetValues<S3Operation>().Length];
        foreach (var (operation, name, versionName, onBucket, onObject) in Table)
        {
            Invariant.That(actions[(int)operation] is null);
            var action = S3Actions.Get("s3:" + name);
            var versionAction = versionName is null ? action : S3Actions.Get("s3:" + versionName);
            actions[(int)operation] = new OperationAction(action, versionAction, new AccessNeeds(onBucket, onObject), IsPerKey: operation == S3Operation.DeleteObjects);
        }

        for (var i = 0; i < actions.Length; i++) Invariant.That(actions[i] is not null || (S3Operation)i is S3Operation.Preflight or S3Operation.ServiceQuery);
        return actions;
    }
}
