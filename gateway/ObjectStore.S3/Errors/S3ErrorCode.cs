namespace ObjectStore.S3.Errors;

/// <summary>
/// The closed list of errors that a client can get, named as AWS names them (Amazon S3 API reference, "Error responses"). The HTTP status and
/// the usual message of each are in <see cref="S3ErrorCatalog"/>.
/// </summary>
public enum S3ErrorCode
{
    /// <summary>400: The bucket does not allow ACLs.</summary>
    AccessControlListNotSupported,

    /// <summary>403: Access Denied.</summary>
    AccessDenied,

    /// <summary>403: The request of a browser on behalf of another origin is not allowed.</summary>
    AccessForbidden,

    /// <summary>400: The authorization header that you provided is not valid.</summary>
    AuthorizationHeaderMalformed,

    /// <summary>400: Error parsing the X-Amz-Credential parameter.</summary>
    AuthorizationQueryParametersError,

    /// <summary>400: The Content-MD5 or checksum value that you specified did not match what we received.</summary>
    BadDigest,

    /// <summary>400: The request cannot be understood.</summary>
    BadRequest,

    /// <summary>409: The requested bucket name is not available. The bucket namespace is shared by all users of the system. Select a different name and try again.</summary>
    BucketAlreadyExists,

    /// <summary>409: The bucket that you tried to create already exists, and you own it.</summary>
    BucketAlreadyOwnedByYou,

    /// <summary>409: The bucket that you tried to delete is not empty.</summary>
    BucketNotEmpty,

    /// <summary>409: The conditional request cannot succeed due to a conflicting operation against this resource.</summary>
    ConditionalRequestConflict,

    /// <summary>403: The target bucket for logging is in another region.</summary>
    CrossLocationLoggingProhibited,

    /// <summary>400: This request does not support credentials.</summary>
    CredentialsNotSupported,

    /// <summary>400: Your proposed upload exceeds the maximum allowed object size.</summary>
    EntityTooLarge,

    /// <summary>400: Your proposed upload is smaller than the minimum allowed object size.</summary>
    EntityTooSmall,

    /// <summary>400: The provided token has expired.</summary>
    ExpiredToken,

    /// <summary>302: Resource Found. What a website says of a folder that was asked for without its slash.</summary>
    Found,

    /// <summary>400: The id in the document is another than that of the request.</summary>
    IdMismatch,

    /// <summary>400: The specified location constraint is incompatible for the region specific endpoint this request was sent to.</summary>
    IllegalLocationConstraintException,

    /// <summary>400: You did not provide the number of bytes specified by the Content-Length HTTP header.</summary>
    IncompleteBody,

    /// <summary>400: The versioning configuration that you specified is not valid.</summary>
    IllegalVersioningConfigurationException,

    /// <summary>400: POST requires exactly one file upload per request.</summary>
    IncorrectNumberOfFilesInPostRequest,

    /// <summary>500: We encountered an internal error. Please try again.</summary>
    InternalError,

    /// <summary>403: The access key ID that you provided does not exist in our records.</summary>
    InvalidAccessKeyId,

    /// <summary>400: Invalid Argument.</summary>
    InvalidArgument,

    /// <summary>400: Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting.</summary>
    InvalidBucketAclWithObjectOwnership,

    /// <summary>400: The specified bucket is not valid.</summary>
    InvalidBucketName,

    /// <summary>409: The request is not valid for the current state of the bucket.</summary>
    InvalidBucketState,

    /// <summary>400: The Content-MD5 or checksum value that you specified is not valid.</summary>
    InvalidDigest,

    /// <summary>400: The encryption request that you specified is not valid. The valid value is AES256.</summary>
    InvalidEncryptionAlgorithmError,

    /// <summary>400: The specified location constraint is not valid.</summary>
    InvalidLocationConstraint,

    /// <summary>403: The operation is not valid for the current state of the object.</summary>
    InvalidObjectState,

    /// <summary>400: One or more of the specified parts could not be found. The part might not have been uploaded, or the specified entity tag might not have matched the part's entity tag.</summary>
    InvalidPart,

    /// <summary>416: The requested partnumber is not satisfiable.</summary>
    InvalidPartNumber,

    /// <summary>400: The list of parts was not in ascending order. The parts list must be specified in order by part number.</summary>
    InvalidPartOrder,

    /// <summary>400: The content of the form does not meet the conditions specified in the policy document.</summary>
    InvalidPolicyDocument,

    /// <summary>416: The requested range is not satisfiable.</summary>
    InvalidRange,

    /// <summary>400: The website redirect location is not valid.</summary>
    InvalidRedirectLocation,

    /// <summary>400: Invalid Request.</summary>
    InvalidRequest,

    /// <summary>400: The retention period that you specified is not valid.</summary>
    InvalidRetentionPeriod,

    /// <summary>400: The destination of an inventory is no ARN of a bucket.</summary>
    InvalidS3DestinationBucket,

    /// <summary>400: The storage class that you specified is not valid.</summary>
    InvalidStorageClass,

    /// <summary>400: The tag provided was not a valid tag.</summary>
    InvalidTag,

    /// <summary>400: The target bucket for logging does not exist, is not owned by you, or does not have the appropriate grants for the log-delivery group.</summary>
    InvalidTargetBucketForLogging,

    /// <summary>400: The provided token is malformed or otherwise not valid.</summary>
    InvalidToken,

    /// <summary>400: The specified URI could not be parsed.</summary>
    InvalidURI,

    /// <summary>400: Your key is too long.</summary>
    KeyTooLongError,

    /// <summary>400, as <c>KMS.NotFoundException</c>: The key service has no such key.</summary>
    KmsNotFoundException,

    /// <summary>400: The XML that you provided was not well formed or did not validate against our published schema.</summary>
    MalformedACLError,

    /// <summary>400: Policy has an invalid element.</summary>
    MalformedPolicy,

    /// <summary>400: The body of your POST request is not well-formed multipart/form-data.</summary>
    MalformedPOSTRequest,

    /// <summary>400: The request contained trailing data that was not well-formed or did not conform to our published schema.</summary>
    MalformedTrailerError,

    /// <summary>400: The XML that you provided was not well formed or did not validate against our published schema.</summary>
    MalformedXML,

    /// <summary>400: Your request was too large.</summary>
    MaxMessageLengthExceeded,

    /// <summary>400: Your POST request fields preceding the upload file were too large.</summary>
    MaxPostPreDataLengthExceededError,

    /// <summary>400: Your metadata headers exceed the maximum allowed metadata size.</summary>
    MetadataTooLarge,

    /// <summary>405: The specified method is not allowed against this resource.</summary>
    MethodNotAllowed,

    /// <summary>411: You must provide the Content-Length HTTP header.</summary>
    MissingContentLength,

    /// <summary>400: Request body is empty.</summary>
    MissingRequestBodyError,

    /// <summary>400: Your request is missing a required header.</summary>
    MissingSecurityHeader,

    /// <summary>404: The specified bucket does not exist.</summary>
    NoSuchBucket,

    /// <summary>404: The bucket policy does not exist.</summary>
    NoSuchBucketPolicy,

    /// <summary>404: The specified configuration does not exist.</summary>
    NoSuchConfiguration,

    /// <summary>404: The CORS configuration does not exist.</summary>
    NoSuchCORSConfiguration,

    /// <summary>404: The specified key does not exist.</summary>
    NoSuchKey,

    /// <summary>404: The lifecycle configuration does not exist.</summary>
    NoSuchLifecycleConfiguration,

    /// <summary>404: The specified object does not have an ObjectLock configuration.</summary>
    NoSuchObjectLockConfiguration,

    /// <summary>404: The TagSet does not exist.</summary>
    NoSuchTagSet,

    /// <summary>404: The public access block configuration was not found.</summary>
    NoSuchPublicAccessBlockConfiguration,

    /// <summary>404: The specified multipart upload does not exist. The upload ID might not be valid, or the multipart upload might have been aborted or completed.</summary>
    NoSuchUpload,

    /// <summary>404: The version ID that you specified in the request does not match an existing version.</summary>
    NoSuchVersion,

    /// <summary>404: The specified bucket does not have a website configuration.</summary>
    NoSuchWebsiteConfiguration,

    /// <summary>501: A header or query parameter that you provided implies functionality that is not implemented.</summary>
    NotImplemented,

    /// <summary>304: Not Modified.</summary>
    NotModified,

    /// <summary>404: Object Lock configuration does not exist for this bucket.</summary>
    ObjectLockConfigurationNotFoundError,

    /// <summary>404: The bucket ownership controls were not found.</summary>
    OwnershipControlsNotFoundError,

    /// <summary>412: At least one of the preconditions that you specified did not hold.</summary>
    PreconditionFailed,

    /// <summary>403: The bucket would hold more than its quota.</summary>
    QuotaExceeded,

    /// <summary>404: The replication configuration was not found.</summary>
    ReplicationConfigurationNotFoundError,

    /// <summary>409: The object is being restored.</summary>
    RestoreAlreadyInProgress,

    /// <summary>400: Your request header section exceeds the maximum allowed size.</summary>
    RequestHeaderSectionTooLarge,

    /// <summary>400: Your socket connection to the server was not read from or written to within the timeout period.</summary>
    RequestTimeout,

    /// <summary>403: The difference between the request time and the server's time is too large.</summary>
    RequestTimeTooSkewed,

    /// <summary>404: The server side encryption configuration was not found.</summary>
    ServerSideEncryptionConfigurationNotFoundError,

    /// <summary>503: Service is unable to handle request.</summary>
    ServiceUnavailable,

    /// <summary>403: The request signature that we calculated does not match the signature that you provided. Check your key and signing method.</summary>
    SignatureDoesNotMatch,

    /// <summary>503: Please reduce your request rate.</summary>
    SlowDown,

    /// <summary>400: You have attempted to create more buckets than are allowed.</summary>
    TooManyBuckets,

    /// <summary>400: You are attempting to create a new configuration but have already reached the 1,000-configuration limit.</summary>
    TooManyConfigurations,

    /// <summary>400: This request does not support content.</summary>
    UnexpectedContent,

    /// <summary>400: The email address that you provided does not match any account on record.</summary>
    UnresolvableGrantByEmailAddress,

    /// <summary>400: The bucket POST must contain the specified field name. If it is specified, check the order of the fields.</summary>
    UserKeyMustBeSpecified,

    /// <summary>400: The provided 'x-amz-checksum' header does not match what was computed.</summary>
    XAmzContentChecksumMismatch,

    /// <summary>400: The provided 'x-amz-content-sha256' header does not match what was computed.</summary>
    XAmzContentSHA256Mismatch,
}
