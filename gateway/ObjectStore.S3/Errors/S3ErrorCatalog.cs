namespace ObjectStore.S3.Errors;

/// <summary>HTTP status and usual message of every <see cref="S3ErrorCode"/>.</summary>
public static class S3ErrorCatalog
{
    private static readonly Dictionary<S3ErrorCode, (int Status, string Message)> Entries = new()
    {
        [S3ErrorCode.AccessControlListNotSupported] = (400, "The bucket does not allow ACLs."),
        [S3ErrorCode.AccessDenied] = (403, "Access Denied."),
        [S3ErrorCode.AccessForbidden] = (403, "Access forbidden."),
        [S3ErrorCode.AuthorizationHeaderMalformed] = (400, "The authorization header that you provided is not valid."),
        [S3ErrorCode.AuthorizationQueryParametersError] = (400, "Error parsing the X-Amz-Credential parameter."),
        [S3ErrorCode.BadDigest] = (400, "The Content-MD5 or checksum value that you specified did not match what we received."),
        [S3ErrorCode.BadRequest] = (400, "The request cannot be understood."),
        [S3ErrorCode.BucketAlreadyExists] = (409, "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Select a different name and try again."),
        [S3ErrorCode.BucketAlreadyOwnedByYou] = (409, "Your previous request to create the named bucket succeeded and you already own it."),
        [S3ErrorCode.BucketNotEmpty] = (409, "The bucket you tried to delete is not empty."),
        [S3ErrorCode.ConditionalRequestConflict] = (409, "The conditional request cannot succeed due to a conflicting operation against this resource."),
        [S3ErrorCode.CrossLocationLoggingProhibited] = (403, "Cross-location logging not allowed. Buckets in one geographic location cannot log information to a bucket in another location."),
        [S3ErrorCode.CredentialsNotSupported] = (400, "This request does not support credentials."),
        [S3ErrorCode.EntityTooLarge] = (400, "Your proposed upload exceeds the maximum allowed object size."),
        [S3ErrorCode.EntityTooSmall] = (400, "Your proposed upload is smaller than the minimum allowed size"),
        [S3ErrorCode.ExpiredToken] = (400, "The provided token has expired."),
        [S3ErrorCode.IllegalLocationConstraintException] = (400, "The specified location constraint is incompatible for the region specific endpoint this request was sent to."),
        [S3ErrorCode.IncompleteBody] = (400, "You did not provide the number of bytes specified by the Content-Length HTTP header"),
        [S3ErrorCode.IllegalVersioningConfigurationException] = (400, "The versioning configuration that you specified is not valid."),
        [S3ErrorCode.IncorrectNumberOfFilesInPostRequest] = (400, "POST requires exactly one file upload per request."),
        [S3ErrorCode.InternalError] = (500, "We encountered an internal error. Please try again."),
        [S3ErrorCode.InvalidAccessKeyId] = (403, "The AWS Access Key Id you provided does not exist in our records."),
        [S3ErrorCode.InvalidArgument] = (400, "Invalid Argument."),
        [S3ErrorCode.InvalidBucketAclWithObjectOwnership] = (400, "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"),
        [S3ErrorCode.InvalidBucketName] = (400, "The specified bucket is not valid."),
        [S3ErrorCode.InvalidBucketState] = (409, "The request is not valid for the current state of the bucket."),
        [S3ErrorCode.InvalidDigest] = (400, "The Content-Md5 you specified is not valid."),
        [S3ErrorCode.InvalidEncryptionAlgorithmError] = (400, "The encryption request that you specified is not valid. The valid value is AES256."),
        [S3ErrorCode.InvalidLocationConstraint] = (400, "The specified location-constraint is not valid"),
        [S3ErrorCode.InvalidObjectState] = (403, "The operation is not valid for the current state of the object."),
        [S3ErrorCode.InvalidPart] = (400, "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag."),
        [S3ErrorCode.InvalidPartNumber] = (416, "The requested partnumber is not satisfiable."),
        [S3ErrorCode.InvalidPartOrder] = (400, "The list of parts was not in ascending order. Parts must be ordered by part number."),
        [S3ErrorCode.InvalidPolicyDocument] = (400, "The content of the form does not meet the conditions specified in the policy document."),
        [S3ErrorCode.InvalidRange] = (416, "The requested range is not satisfiable"),
        [S3ErrorCode.InvalidRedirectLocation] = (400, "The website redirect location must have a prefix of 'http://' or 'https://' or '/'."),
        [S3ErrorCode.InvalidRequest] = (400, "Invalid Request."),
        [S3ErrorCode.InvalidRetentionPeriod] = (400, "The retention period that you specified is not valid."),
        [S3ErrorCode.InvalidStorageClass] = (400, "The storage class that you specified is not valid."),
        [S3ErrorCode.InvalidTag] = (400, "The tag provided was not a valid tag."),
        [S3ErrorCode.InvalidTargetBucketForLogging] = (400, "The target bucket for logging does not exist, is not owned by you, or does not have the appropriate grants for the log-delivery group."),
        [S3ErrorCode.InvalidToken] = (400, "The provided token is malformed or otherwise not valid."),
        [S3ErrorCode.InvalidURI] = (400, "The specified URI couldn't be parsed."),
        [S3ErrorCode.KeyTooLongError] = (400, "Your key is too long."),
        [S3ErrorCode.KmsNotFoundException] = (400, "The key service has no such key."),
        [S3ErrorCode.MalformedACLError] = (400, "The XML you provided was not well-formed or did not validate against our published schema."),
        [S3ErrorCode.MalformedPolicy] = (400, "Policy has an invalid element."),
        [S3ErrorCode.MalformedPOSTRequest] = (400, "The body of your POST request is not well-formed multipart/form-data."),
        [S3ErrorCode.MalformedTrailerError] = (400, "The request contained trailing data that was not well-formed or did not conform to our published schema."),
        [S3ErrorCode.MalformedXML] = (400, "The XML you provided was not well-formed or did not validate against our published schema."),
        [S3ErrorCode.MaxMessageLengthExceeded] = (400, "Your request was too large."),
        [S3ErrorCode.MaxPostPreDataLengthExceededError] = (400, "Your POST request fields preceding the upload file were too large."),
        [S3ErrorCode.MetadataTooLarge] = (400, "Your metadata headers exceed the maximum allowed metadata size"),
        [S3ErrorCode.MethodNotAllowed] = (405, "The specified method is not allowed against this resource."),
        [S3ErrorCode.MissingContentLength] = (411, "You must provide the Content-Length HTTP header."),
        [S3ErrorCode.MissingRequestBodyError] = (400, "Request Body is empty"),
        [S3ErrorCode.MissingSecurityHeader] = (400, "Your request was missing a required header."),
        [S3ErrorCode.NoSuchBucket] = (404, "The specified bucket does not exist."),
        [S3ErrorCode.NoSuchBucketPolicy] = (404, "The bucket policy does not exist."),
        [S3ErrorCode.NoSuchConfiguration] = (404, "The specified configuration does not exist."),
        [S3ErrorCode.NoSuchCORSConfiguration] = (404, "The CORS configuration does not exist"),
        [S3ErrorCode.NoSuchKey] = (404, "The specified key does not exist."),
        [S3ErrorCode.NoSuchLifecycleConfiguration] = (404, "The lifecycle configuration does not exist."),
        [S3ErrorCode.NoSuchObjectLockConfiguration] = (404, "The specified object does not have a ObjectLock configuration."),
        [S3ErrorCode.NoSuchTagSet] = (404, "The TagSet does not exist."),
        [S3ErrorCode.NoSuchPublicAccessBlockConfiguration] = (404, "The public access block configuration was not found."),
        [S3ErrorCode.NoSuchUpload] = (404, "The specified multipart upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed."),
        [S3ErrorCode.NoSuchVersion] = (404, "The specified version does not exist."),
        [S3ErrorCode.NoSuchWebsiteConfiguration] = (404, "The specified bucket does not have a website configuration."),
        [S3ErrorCode.NotImplemented] = (501, "A header you provided implies functionality that is not implemented."),
        [S3ErrorCode.NotModified] = (304, "Not Modified."),
        [S3ErrorCode.ObjectLockConfigurationNotFoundError] = (404, "Object Lock configuration does not exist for this bucket."),
        [S3ErrorCode.OwnershipControlsNotFoundError] = (404, "The bucket ownership controls were not found."),
        [S3ErrorCode.PreconditionFailed] = (412, "At least one of the pre-conditions you specified did not hold."),
        [S3ErrorCode.QuotaExceeded] = (403, "The quota of the bucket is used up."),
        [S3ErrorCode.ReplicationConfigurationNotFoundError] = (404, "The replication configuration was not found"),
        [S3ErrorCode.RequestHeaderSectionTooLarge] = (400, "Your request header section exceeds the maximum allowed size."),
        [S3ErrorCode.RequestTimeout] = (400, "Your socket connection to the server was not read from or written to within the timeout period."),
        [S3ErrorCode.RequestTimeTooSkewed] = (403, "The difference between the request time and the current time is too large."),
        [S3ErrorCode.ServerSideEncryptionConfigurationNotFoundError] = (404, "The server side encryption configuration was not found."),
        [S3ErrorCode.ServiceUnavailable] = (503, "Service is unable to handle request."),
        [S3ErrorCode.SignatureDoesNotMatch] = (403, "The request signature we calculated does not match the signature you provided. Check your key and signing method."),
        [S3ErrorCode.SlowDown] = (503, "Please reduce your request rate."),
        [S3ErrorCode.TooManyBuckets] = (400, "You have attempted to create more buckets than are allowed."),
        [S3ErrorCode.TooManyConfigurations] = (400, "You are attempting to create a new configuration but have already reached the 1,000-configuration limit."),
        [S3ErrorCode.UnresolvableGrantByEmailAddress] = (400, "The email address that you provided does not match any account on record."),
        [S3ErrorCode.UserKeyMustBeSpecified] = (400, "The bucket POST must contain the specified field name. If it is specified, check the order of the fields."),
        [S3ErrorCode.XAmzContentChecksumMismatch] = (400, "The provided 'x-amz-checksum' header does not match what was computed."),
        [S3ErrorCode.XAmzContentSHA256Mismatch] = (400, "The provided 'x-amz-content-sha256' header does not match what was computed."),
    };

    /// <summary>The code as AWS writes it.</summary>
    public static string NameOf(S3ErrorCode code) => code switch
    {
        S3ErrorCode.KmsNotFoundException => "KMS.NotFoundException",

        // Spelled so by AWS.
        S3ErrorCode.CrossLocationLoggingProhibited => "CrossLocationLoggingProhibitted",
        _ => code.ToString(),
    };

    /// <summary>The HTTP status that goes with <paramref name="code"/>.</summary>
    public static int StatusOf(S3ErrorCode code) => Entries[code].Status;

    /// <summary>The sentence that AWS sends with <paramref name="code"/> when there is nothing more exact to say.</summary>
    public static string MessageOf(S3ErrorCode code) => Entries[code].Message;
}
