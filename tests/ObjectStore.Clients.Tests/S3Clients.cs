using Amazon.Runtime;
using Amazon.S3;

namespace ObjectStore.Clients.Tests;

/// <summary>Makes clients of the AWS SDK for a store.</summary>
internal static class S3Clients
{
    /// <summary>A client of the root identity that never repeats a request, so that a test sees every failure.</summary>
    public static AmazonS3Client Create(StandaloneProcess standalone) =>
        Create(standalone, standalone.Settings.AccessKey, standalone.Settings.SecretKey);

    /// <summary>The same for another identity.</summary>
    public static AmazonS3Client Create(StandaloneProcess standalone, string accessKey, string secretKey) => new(
        new BasicAWSCredentials(accessKey, secretKey),
        new AmazonS3Config
        {
            ServiceURL = standalone.Endpoint.GetLeftPart(UriPartial.Authority),
            AuthenticationRegion = "us-east-1",
            ForcePathStyle = true,
            MaxErrorRetry = 0,
            Timeout = TimeSpan.FromSeconds(60),
        });
}
