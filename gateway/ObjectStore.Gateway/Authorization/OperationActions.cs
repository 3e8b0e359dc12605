using ObjectStore.Core.Errors;
using ObjectStore.Policies.Access;
using ObjectStore.Policies.Acl;
using ObjectStore.Policies.Matching;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Authorization;

/// <summary>
/// The one table of what every operation is to policies and lists. By name, so that it may hold operations before the router does; an operation of the
/// router that is not in it stops the process when it is made.
/// </summary>
/// <remarks>Source: Amazon S3 user guide, "Required permissions for Amazon S3 API operations" and "Mapping of ACL permissions and access policy permissions".</remarks>
internal static class OperationActions
{
    private const AclPermission None = AclPermission.None;
    private const AclPermission Read = AclPermission.Read;
    private const AclPermission Write = AclPermission.Write;

    private static readonly (string Operation, string Action, string? VersionAction, AclPermission Bucket, AclPermission Object)[] Table =
    [
        ("AbortMultipartUpload", "AbortMultipartUpload", null, Write, None),
        ("CompleteMultipartUpload", "PutObject", null, Write, None),
        ("CopyObject", "PutObject", null, Write, None),
        ("CreateBucket", "CreateBucket", null, None, None),
        ("CreateMultipartUpload", "PutObject", null, Write, None),
        ("DeleteBucket", "DeleteBucket", null, None, None),
        ("DeleteBucketCors", "PutBucketCORS", null, None, None),
        ("DeleteBucketEncryption", "PutEncryptionConfiguration", null, None, None),
        ("DeleteBucketLifecycle", "PutLifecycleConfiguration", null, None, None),
        ("DeleteBucketOwnershipControls", "PutBucketOwnershipControls", null, None, None),
        ("DeleteBucketPolicy", "DeleteBucketPolicy", null, None, None),
        ("DeleteBucketReplication", "PutReplicationConfiguration", null, None, None),
        ("DeleteBucketTagging", "PutBucketTagging", null, None, None),
        ("DeleteBucketWebsite", "DeleteBucketWebsite", null, None, None),
        ("DeleteObject", "DeleteObject", "DeleteObjectVersion", Write, None),
        ("DeleteObjects", "DeleteObject", "DeleteObjectVersion", Write, None),
        ("DeleteObjectTagging", "DeleteObjectTagging", "DeleteObjectVersionTagging", None, None),
        ("DeletePublicAccessBlock", "PutBucketPublicAccessBlock", null, None, None),
        ("GetBucketAcl", "GetBucketAcl", null, AclPermission.ReadAcp, None),
        ("GetBucketCors", "GetBucketCORS", null, None, None),
        ("GetBucketEncryption", "GetEncryptionConfiguration", null, None, None),
        ("GetBucketLifecycle", "GetLifecycleConfiguration", null, None, None),
        ("GetBucketLifecycleConfiguration", "GetLifecycleConfiguration", null, None, None),
        ("GetBucketLocation", "GetBucketLocation", null, None, None),
        ("GetBucketLogging", "GetBucketLogging", null, None, None),
        ("GetBucketNotification", "GetBucketNotification", null, None, None),
        ("GetBucketNotificationConfiguration", "GetBucketNotification", null, None, None),
        ("GetBucketOwnershipControls", "GetBucketOwnershipControls", null, None, None),
        ("GetBucketPolicy", "GetBucketPolicy", null, None, None),
        ("GetBucketPolicyStatus", "GetBucketPolicyStatus", null, None, None),
        ("GetBucketReplication", "GetReplicationConfiguration", null, None, None),
        ("GetBucketRequestPayment", "GetBucketRequestPayment", null, None, None),
        ("GetBucketTagging", "GetBucketTagging", null, None, None),
        ("GetBucketVersioning", "GetBucketVersioning", null, None, None),
        ("GetBucketWebsite", "GetBucketWebsite", null, None, None),
        ("GetObject", "GetObject", "GetObjectVersion", None, Read),
        ("GetObjectAcl", "GetObjectAcl", "GetObjectVersionAcl", None, AclPermission.ReadAcp),
        ("GetObjectAttributes", "GetObject", "GetObjectVersion", None, Read),
        ("GetObjectLegalHold", "GetObjectLegalHold", null, None, None),
        ("GetObjectLockConfiguration", "GetBucketObjectLockConfiguration", null, None, None),
        ("GetObjectRetention", "GetObjectRetention", null, None, None),
        ("GetObjectTagging", "GetObjectTagging", "GetObjectVersionTagging", None, None),
        ("GetPublicAccessBlock", "GetBucketPublicAccessBlock", null, None, None),
        ("HeadBucket", "ListBucket", null, Read, None),
        ("HeadObject", "GetObject", "GetObjectVersion", None, Read),
        ("ListBuckets", "ListAllMyBuckets", null, None, None),
        ("ListMultipartUploads", "ListBucketMultipartUploads", null, Read, None),
        ("ListObjects", "ListBucket", null, Read, None),
        ("ListObjectsV2", "ListBucket", null, Read, None),
        ("ListObjectVersions", "ListBucketVersions", null, Read, None),
        ("ListParts", "ListMultipartUploadParts", null, Write, None),
        ("PostObject", "PutObject", null, Write, None),
        ("PutBucketAcl", "PutBucketAcl", null, AclPermission.WriteAcp, None),
        ("PutBucketCors", "PutBucketCORS", null, None, None),
        ("PutBucketEncryption", "PutEncryptionConfiguration", null, None, None),
        ("PutBucketLifecycle", "PutLifecycleConfiguration", null, None, None),
        ("PutBucketLifecycleConfiguration", "PutLifecycleConfiguration", null, None, None),
        ("PutBucketLogging", "PutBucketLogging", null, None, None),
        ("PutBucketNotification", "PutBucketNotification", null, None, None),
        ("PutBucketNotificationConfiguration", "PutBucketNotification", null, None, None),
        ("PutBucketOwnershipControls", "PutBucketOwnershipControls", null, None, None),
        ("PutBucketPolicy", "PutBucketPolicy", null, None, None),
        ("PutBucketReplication", "PutReplicationConfiguration", null, None, None),
        ("PutBucketRequestPayment", "PutBucketRequestPayment", null, None, None),
        ("PutBucketTagging", "PutBucketTagging", null, None, None),
        ("PutBucketVersioning", "PutBucketVersioning", null, None, None),
        ("PutBucketWebsite", "PutBucketWebsite", null, None, None),
        ("PutObject", "PutObject", null, Write, None),
        ("PutObjectAcl", "PutObjectAcl", "PutObjectVersionAcl", None, AclPermission.WriteAcp),
        ("PutObjectLegalHold", "PutObjectLegalHold", null, None, None),
        ("PutObjectLockConfiguration", "PutBucketObjectLockConfiguration", null, None, None),
        ("PutObjectRetention", "PutObjectRetention", null, None, None),
        ("PutObjectTagging", "PutObjectTagging", "PutObjectVersionTagging", None, None),
        ("PutPublicAccessBlock", "PutBucketPublicAccessBlock", null, None, None),
        ("RestoreObject", "RestoreObject", null, None, None),
        ("UploadPart", "PutObject", null, Write, None),
        ("UploadPartCopy", "PutObject", null, Write, None),
    ];

    private static readonly OperationAction?[] Actions = Array.ConvertAll(Enum.GetValues<S3Operation>(), Find);

    /// <summary>Listing a bucket, which decides whether somebody is told that a key has no object.</summary>
    public static OperationAction Listing { get; } = Of(S3Operation.ListObjects);

    /// <summary>Deleting or shortening what a governance retention holds; asked for beside the operation's own action.</summary>
    public static OperationAction Bypass { get; } = new(S3Actions.Get("s3:BypassGovernanceRetention"), S3Actions.Get("s3:BypassGovernanceRetention"), new AccessNeeds(None, None), IsPerKey: false);

    /// <summary>Reading the source of a copy.</summary>
    public static OperationAction Source { get; } = Of(S3Operation.GetObject);

    /// <summary>What the operation is; every one but a preflight is something.</summary>
    public static OperationAction Of(S3Operation operation)
    {
        var action = Actions[(int)operation];
        Invariant.That(action is not null);
        return action;
    }

    private static OperationAction? Find(S3Operation operation)
    {
        if (operation == S3Operation.Preflight) return null;
        var entry = Array.Find(Table, each => each.Operation == operation.ToString());
        if (entry.Action is null) return null;
        var action = S3Actions.Get("s3:" + entry.Action);
        return new OperationAction(
            action,
            entry.VersionAction is { } versioned ? S3Actions.Get("s3:" + versioned) : action,
            new AccessNeeds(entry.Bucket, entry.Object),
            IsPerKey: operation == S3Operation.DeleteObjects);
    }
}
