using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Tests.Errors;

public class S3ErrorCatalogTests
{
    /// <summary>Scripts compare messages, which AWS writes with and without a full stop.</summary>
    [Theory]
    [InlineData(S3ErrorCode.AccessDenied, "Access Denied")]
    [InlineData(S3ErrorCode.BucketNotEmpty, "The bucket you tried to delete is not empty")]
    [InlineData(S3ErrorCode.EntityTooLarge, "Your proposed upload exceeds the maximum allowed size")]
    [InlineData(S3ErrorCode.InvalidDigest, "The Content-MD5 you specified was invalid.")]
    [InlineData(S3ErrorCode.InvalidEncryptionAlgorithmError, "The Encryption request you specified is not valid. Supported value: AES256.")]
    [InlineData(S3ErrorCode.InvalidPartNumber, "The requested partnumber is not satisfiable")]
    [InlineData(S3ErrorCode.InvalidStorageClass, "The storage class you specified is not valid")]
    [InlineData(S3ErrorCode.MalformedACLError, "The XML you provided was not well-formed or did not validate against our published schema")]
    [InlineData(S3ErrorCode.MalformedXML, "The XML you provided was not well-formed or did not validate against our published schema")]
    [InlineData(S3ErrorCode.MissingSecurityHeader, "Your request was missing a required header")]
    [InlineData(S3ErrorCode.NoSuchBucket, "The specified bucket does not exist")]
    [InlineData(S3ErrorCode.NoSuchBucketPolicy, "The bucket policy does not exist")]
    [InlineData(S3ErrorCode.NoSuchKey, "The specified key does not exist.")]
    [InlineData(S3ErrorCode.NoSuchLifecycleConfiguration, "The lifecycle configuration does not exist")]
    [InlineData(S3ErrorCode.NoSuchObjectLockConfiguration, "The specified object does not have a ObjectLock configuration")]
    [InlineData(S3ErrorCode.NoSuchPublicAccessBlockConfiguration, "The public access block configuration was not found")]
    [InlineData(S3ErrorCode.NoSuchTagSet, "The TagSet does not exist")]
    [InlineData(S3ErrorCode.NoSuchUpload, "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.")]
    [InlineData(S3ErrorCode.NoSuchVersion, "The specified version does not exist.")]
    [InlineData(S3ErrorCode.NoSuchWebsiteConfiguration, "The specified bucket does not have a website configuration")]
    [InlineData(S3ErrorCode.NotImplemented, "A header you provided implies functionality that is not implemented")]
    [InlineData(S3ErrorCode.ObjectLockConfigurationNotFoundError, "Object Lock configuration does not exist for this bucket")]
    [InlineData(S3ErrorCode.OwnershipControlsNotFoundError, "The bucket ownership controls were not found")]
    [InlineData(S3ErrorCode.PreconditionFailed, "At least one of the pre-conditions you specified did not hold")]
    [InlineData(S3ErrorCode.UnexpectedContent, "This request does not support content")]
    public void MessageOf_CodeWithOneText_IsAwsOwn(S3ErrorCode code, string message) => Assert.Equal(message, S3ErrorCatalog.MessageOf(code));
}
