using Microsoft.Extensions.DependencyInjection;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Encryption;
using ObjectStore.Gateway.Operations.Events;
using ObjectStore.Gateway.Operations.Forms;
using ObjectStore.Gateway.Operations.Inventory;
using ObjectStore.Gateway.Operations.Lifecycle;
using ObjectStore.Gateway.Operations.Listing;
using ObjectStore.Gateway.Operations.Locks;
using ObjectStore.Gateway.Operations.Logging;
using ObjectStore.Gateway.Operations.Multipart;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Gateway.Operations.Replication;
using ObjectStore.Gateway.Operations.Restores;
using ObjectStore.Gateway.Operations.Tags;
using ObjectStore.Gateway.Operations.Versions;
using ObjectStore.Gateway.Operations.Websites;
using ObjectStore.Gateway.Queries;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Operations;

/// <summary>The class that handles each operation. Complete, but for preflights, which the edge answers: checked when it is made.</summary>
internal sealed class OperationTable
{
    private static readonly (S3Operation Operation, Type Handler)[] Handlers =
    [
        (S3Operation.ListBuckets, typeof(ListBuckets)),
        (S3Operation.CreateBucket, typeof(CreateBucket)),
        (S3Operation.HeadBucket, typeof(HeadBucket)),
        (S3Operation.DeleteBucket, typeof(DeleteBucket)),
        (S3Operation.GetBucketLocation, typeof(GetBucketLocation)),
        (S3Operation.GetBucketVersioning, typeof(GetBucketVersioning)),
        (S3Operation.PutBucketVersioning, typeof(PutBucketVersioning)),
        (S3Operation.GetBucketTagging, typeof(GetBucketTagging)),
        (S3Operation.PutBucketTagging, typeof(PutBucketTagging)),
        (S3Operation.DeleteBucketTagging, typeof(DeleteBucketDocument)),
        (S3Operation.GetObjectLockConfiguration, typeof(GetObjectLockConfiguration)),
        (S3Operation.PutObjectLockConfiguration, typeof(PutObjectLockConfiguration)),
        (S3Operation.GetBucketAcl, typeof(GetBucketAcl)),
        (S3Operation.PutBucketAcl, typeof(PutBucketAcl)),
        (S3Operation.GetBucketPolicy, typeof(GetBucketPolicy)),
        (S3Operation.PutBucketPolicy, typeof(PutBucketPolicy)),
        (S3Operation.DeleteBucketPolicy, typeof(DeleteBucketDocument)),
        (S3Operation.GetBucketPolicyStatus, typeof(GetBucketPolicyStatus)),
        (S3Operation.GetPublicAccessBlock, typeof(GetPublicAccessBlock)),
        (S3Operation.PutPublicAccessBlock, typeof(PutPublicAccessBlock)),
        (S3Operation.DeletePublicAccessBlock, typeof(DeleteBucketDocument)),
        (S3Operation.GetBucketOwnershipControls, typeof(GetBucketOwnershipControls)),
        (S3Operation.PutBucketOwnershipControls, typeof(PutBucketOwnershipControls)),
        (S3Operation.DeleteBucketOwnershipControls, typeof(DeleteBucketDocument)),
        (S3Operation.GetBucketEncryption, typeof(GetBucketEncryption)),
        (S3Operation.PutBucketEncryption, typeof(PutBucketEncryption)),
        (S3Operation.DeleteBucketEncryption, typeof(DeleteBucketDocument)),
        (S3Operation.GetBucketCors, typeof(GetBucketCors)),
        (S3Operation.PutBucketCors, typeof(PutBucketCors)),
        (S3Operation.DeleteBucketCors, typeof(DeleteBucketDocument)),
        (S3Operation.GetBucketLifecycleConfiguration, typeof(GetBucketLifecycleConfiguration)),
        (S3Operation.PutBucketLifecycleConfiguration, typeof(PutBucketLifecycleConfiguration)),
        (S3Operation.DeleteBucketLifecycle, typeof(DeleteBucketDocument)),
        (S3Operation.GetBucketWebsite, typeof(GetBucketWebsite)),
        (S3Operation.PutBucketWebsite, typeof(PutBucketWebsite)),
        (S3Operation.DeleteBucketWebsite, typeof(DeleteBucketDocument)),
        (S3Operation.ListBucketInventoryConfigurations, typeof(ListBucketInventoryConfigurations)),
        (S3Operation.GetBucketInventoryConfiguration, typeof(GetBucketInventoryConfiguration)),
        (S3Operation.PutBucketInventoryConfiguration, typeof(PutBucketInventoryConfiguration)),
        (S3Operation.DeleteBucketInventoryConfiguration, typeof(DeleteBucketInventoryConfiguration)),
        (S3Operation.GetBucketLogging, typeof(GetBucketLogging)),
        (S3Operation.PutBucketLogging, typeof(PutBucketLogging)),
        (S3Operation.GetBucketNotificationConfiguration, typeof(GetBucketNotificationConfiguration)),
        (S3Operation.PutBucketNotificationConfiguration, typeof(PutBucketNotificationConfiguration)),
        (S3Operation.GetBucketReplication, typeof(GetBucketReplication)),
        (S3Operation.PutBucketReplication, typeof(PutBucketReplication)),
        (S3Operation.DeleteBucketReplication, typeof(DeleteBucketDocument)),
        (S3Operation.GetBucketRequestPayment, typeof(GetBucketRequestPayment)),
        (S3Operation.PutBucketRequestPayment, typeof(PutBucketRequestPayment)),
        (S3Operation.GetBucketAccelerateConfiguration, typeof(GetUnsetConfiguration)),
        (S3Operation.ListBucketAnalyticsConfigurations, typeof(GetUnsetConfiguration)),
        (S3Operation.ListBucketIntelligentTieringConfigurations, typeof(GetUnsetConfiguration)),
        (S3Operation.ListBucketMetricsConfigurations, typeof(GetUnsetConfiguration)),
        (S3Operation.GetObjectAcl, typeof(GetObjectAcl)),
        (S3Operation.PutObjectAcl, typeof(PutObjectAcl)),
        (S3Operation.PostObject, typeof(PostObject)),
        (S3Operation.ListObjects, typeof(ListObjects)),
        (S3Operation.ListObjectsV2, typeof(ListObjectsV2)),
        (S3Operation.ListObjectVersions, typeof(ListObjectVersions)),
        (S3Operation.ListMultipartUploads, typeof(ListMultipartUploads)),
        (S3Operation.DeleteObjects, typeof(DeleteObjects)),
        (S3Operation.PutObject, typeof(PutObject)),
        (S3Operation.CopyObject, typeof(CopyObject)),
        (S3Operation.GetObject, typeof(GetObject)),
        (S3Operation.HeadObject, typeof(HeadObject)),
        (S3Operation.DeleteObject, typeof(DeleteObject)),
        (S3Operation.GetObjectAttributes, typeof(GetObjectAttributes)),
        (S3Operation.GetObjectTagging, typeof(GetObjectTagging)),
        (S3Operation.PutObjectTagging, typeof(PutObjectTagging)),
        (S3Operation.DeleteObjectTagging, typeof(DeleteObjectTagging)),
        (S3Operation.GetObjectRetention, typeof(GetObjectRetention)),
        (S3Operation.PutObjectRetention, typeof(PutObjectRetention)),
        (S3Operation.GetObjectLegalHold, typeof(GetObjectLegalHold)),
        (S3Operation.PutObjectLegalHold, typeof(PutObjectLegalHold)),
        (S3Operation.RestoreObject, typeof(RestoreObject)),
        (S3Operation.CreateMultipartUpload, typeof(CreateMultipartUpload)),
        (S3Operation.UploadPart, typeof(UploadPart)),
        (S3Operation.UploadPartCopy, typeof(UploadPartCopy)),
        (S3Operation.CompleteMultipartUpload, typeof(CompleteMultipartUpload)),
        (S3Operation.AbortMultipartUpload, typeof(AbortMultipartUpload)),
        (S3Operation.ListParts, typeof(ListParts)),
        (S3Operation.ServiceQuery, typeof(ServiceQuery)),
    ];

    private readonly IS3Operation[] _operations = new IS3Operation[Enum.GetValues<S3Operation>().Length];

    /// <summary>Makes one instance of every handler.</summary>
    public OperationTable(IServiceProvider services)
    {
        foreach (var (operation, handler) in Handlers) _operations[(int)operation] = (IS3Operation)ActivatorUtilities.CreateInstance(services, handler);
        for (var i = 0; i < _operations.Length; i++) Invariant.That(_operations[i] is not null || (S3Operation)i == S3Operation.Preflight);
    }

    /// <summary>The handler of <paramref name="operation"/>.</summary>
    public IS3Operation this[S3Operation operation] => _operations[(int)operation];

    /// <summary>Whether the operation works inside a bucket that has to exist.</summary>
    public static bool NeedsBucket(S3Operation operation) => operation is not (S3Operation.ListBuckets or S3Operation.CreateBucket or S3Operation.Preflight or S3Operation.ServiceQuery);

    /// <summary>Whether the bucket is read from the catalog for the operation, which is about nothing else, or rare.</summary>
    public static bool ReadsBucketNow(S3Operation operation) =>
        operation is S3Operation.HeadBucket or S3Operation.DeleteBucket || RouteTable.IsBucketSetting(operation);

    /// <summary>Whether the signature is in the body, or covers it, so that the operation asks itself who sent it, and what they may.</summary>
    public static bool AuthenticatesItself(S3Operation operation) => operation is S3Operation.PostObject or S3Operation.ServiceQuery;

    /// <summary>Whether the operation reads the body of its request to the end before it succeeds.</summary>
    public static bool ReadsBody(S3Operation operation) => operation is
        S3Operation.CreateBucket or S3Operation.DeleteObjects or S3Operation.PutObject or S3Operation.UploadPart or S3Operation.CompleteMultipartUpload
        or S3Operation.PutBucketVersioning or S3Operation.PutBucketTagging or S3Operation.PutObjectLockConfiguration
        or S3Operation.PutObjectTagging or S3Operation.PutObjectRetention or S3Operation.PutObjectLegalHold
        or S3Operation.PutBucketAcl or S3Operation.PutBucketPolicy or S3Operation.PutPublicAccessBlock or S3Operation.PutBucketOwnershipControls
        or S3Operation.PutBucketEncryption or S3Operation.PutBucketCors or S3Operation.PutBucketLifecycleConfiguration or S3Operation.PutBucketWebsite
        or S3Operation.PutBucketInventoryConfiguration or S3Operation.PutBucketLogging or S3Operation.PutBucketNotificationConfiguration or S3Operation.PutBucketReplication or S3Operation.PutObjectAcl
        or S3Operation.PostObject or S3Operation.RestoreObject or S3Operation.ServiceQuery;
}
