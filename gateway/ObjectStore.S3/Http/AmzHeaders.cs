namespace ObjectStore.S3.Http;

/// <summary>Names of the headers that S3 adds to HTTP, in lower case.</summary>
public static class AmzHeaders
{
#pragma warning disable CS1591 // Each constant is the name that it holds; the Amazon S3 API reference says what the header means.
    public const string Prefix = "x-amz-";
    public const string AbortDate = "x-amz-abort-date";
    public const string AbortRuleId = "x-amz-abort-rule-id";
    public const string Acl = "x-amz-acl";
    public const string BucketArn = "x-amz-bucket-arn";
    public const string BucketObjectLockEnabled = "x-amz-bucket-object-lock-enabled";
    public const string BypassGovernanceRetention = "x-amz-bypass-governance-retention";
    public const string BucketRegion = "x-amz-bucket-region";
    public const string ChecksumAlgorithm = "x-amz-checksum-algorithm";
    public const string ChecksumMode = "x-amz-checksum-mode";
    public const string ChecksumType = "x-amz-checksum-type";
    public const string CopySource = "x-amz-copy-source";
    public const string CopySourceIfMatch = "x-amz-copy-source-if-match";
    public const string CopySourceIfModifiedSince = "x-amz-copy-source-if-modified-since";
    public const string CopySourceIfNoneMatch = "x-amz-copy-source-if-none-match";
    public const string CopySourceIfUnmodifiedSince = "x-amz-copy-source-if-unmodified-since";
    public const string CopySourceRange = "x-amz-copy-source-range";
    public const string CopySourceVersionId = "x-amz-copy-source-version-id";
    public const string CopySourceCustomerKeyPrefix = "x-amz-copy-source-server-side-encryption-customer";
    public const string CustomerKeyPrefix = "x-amz-server-side-encryption-customer";
    public const string DeleteMarker = "x-amz-delete-marker";
    public const string Encryption = "x-amz-server-side-encryption";
    public const string EncryptionAes256 = "AES256";
    public const string EncryptionBucketKey = "x-amz-server-side-encryption-bucket-key-enabled";
    public const string EncryptionContext = "x-amz-server-side-encryption-context";
    public const string EncryptionKeyId = "x-amz-server-side-encryption-aws-kms-key-id";
    public const string EncryptionKms = "aws:kms";
    public const string EncryptionKmsDual = "aws:kms:dsse";
    public const string ErrorCode = "x-amz-error-code";
    public const string ErrorMessage = "x-amz-error-message";
    public const string ExpectedBucketOwner = "x-amz-expected-bucket-owner";
    public const string Expiration = "x-amz-expiration";
    public const string ExtendedRequestId = "x-amz-id-2";
    public const string MaxParts = "x-amz-max-parts";
    public const string MetadataDirective = "x-amz-metadata-directive";
    public const string MetadataPrefix = "x-amz-meta-";
    public const string MultipartObjectSize = "x-amz-mp-object-size";
    public const string MultipartPartsCount = "x-amz-mp-parts-count";
    public const string ObjectLockLegalHold = "x-amz-object-lock-legal-hold";
    public const string ObjectLockMode = "x-amz-object-lock-mode";
    public const string ObjectLockRetainUntil = "x-amz-object-lock-retain-until-date";
    public const string ObjectAttributes = "x-amz-object-attributes";
    public const string OptionalObjectAttributes = "x-amz-optional-object-attributes";
    public const string PartNumberMarker = "x-amz-part-number-marker";
    public const string ReplicaExisted = "x-amz-replica-existed";
    public const string ReplicaRead = "x-amz-replica-read";
    public const string ReplicationStatus = "x-amz-replication-status";
    public const string RequestId = "x-amz-request-id";
    public const string Restore = "x-amz-restore";
    public const string SkipDestinationValidation = "x-amz-skip-destination-validation";
    public const string SourceExpectedBucketOwner = "x-amz-source-expected-bucket-owner";
    public const string SourceLastModified = "x-amz-source-last-modified";
    public const string SourceVersionId = "x-amz-source-version-id";
    public const string StorageClass = "x-amz-storage-class";
    public const string Tagging = "x-amz-tagging";
    public const string TaggingCount = "x-amz-tagging-count";
    public const string TaggingDirective = "x-amz-tagging-directive";
    public const string TransitionDefaultMinimumObjectSize = "x-amz-transition-default-minimum-object-size";
    public const string VersionId = "x-amz-version-id";
    public const string WebsiteRedirectLocation = "x-amz-website-redirect-location";
#pragma warning restore CS1591
}
