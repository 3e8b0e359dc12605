namespace ObjectStore.S3.Routing;

/// <summary>The operations of the S3 API that this store has, named as AWS names them.</summary>
public enum S3Operation
{
#pragma warning disable CS1591 // The names are those of the Amazon S3 API reference, which says what each does.
    ListBuckets,
    CreateBucket,
    HeadBucket,
    DeleteBucket,
    GetBucketLocation,
    GetBucketVersioning,
    GetBucketAcl,
    PutBucketAcl,
    GetBucketPolicy,
    PutBucketPolicy,
    DeleteBucketPolicy,
    GetBucketPolicyStatus,
    GetPublicAccessBlock,
    PutPublicAccessBlock,
    DeletePublicAccessBlock,
    GetBucketOwnershipControls,
    PutBucketOwnershipControls,
    DeleteBucketOwnershipControls,
    GetBucketCors,
    PutBucketCors,
    DeleteBucketCors,
    ListObjects,
    ListObjectsV2,
    ListObjectVersions,
    ListMultipartUploads,
    DeleteObjects,
    PutObject,
    CopyObject,
    GetObject,
    HeadObject,
    DeleteObject,
    GetObjectAttributes,
    GetObjectTagging,
    GetObjectAcl,
    PutObjectAcl,
    PostObject,
    CreateMultipartUpload,
    UploadPart,
    UploadPartCopy,
    CompleteMultipartUpload,
    AbortMultipartUpload,
    ListParts,
#pragma warning restore CS1591

    /// <summary>OPTIONS: a browser asks whether another origin may send a request.</summary>
    Preflight,
}
