using System.Net.Security;
using Amazon.Runtime;
using Amazon.S3;

namespace ObjectStore.Clients.Tests;

/// <summary>Makes clients of the AWS SDK for a store.</summary>
internal static class S3Clients
{
    private const int RetriesMax = 8;

    /// <summary>A client of the root identity that never repeats a request, so that a test sees every failure.</summary>
    public static AmazonS3Client Create(StandaloneProcess standalone) =>
        Create(standalone, standalone.Settings.AccessKey, standalone.Settings.SecretKey);

    /// <summary>The same, but what is refused for now or cut off is sent again: for requests that are to succeed where the store may wait in vain for a database on a busy machine.</summary>
    public static AmazonS3Client CreatePatient(StandaloneProcess standalone)
    {
        var config = ConfigOf(standalone);
        config.MaxErrorRetry = RetriesMax;
        return new AmazonS3Client(new BasicAWSCredentials(standalone.Settings.AccessKey, standalone.Settings.SecretKey), config);
    }

    /// <summary>A client of another identity that never repeats a request.</summary>
    public static AmazonS3Client Create(StandaloneProcess standalone, string accessKey, string secretKey) => new(new BasicAWSCredentials(accessKey, secretKey), ConfigOf(standalone));

    /// <summary>A client of the root identity of a store that speaks TLS with the certificate of a thumbprint, whoever vouches for it.</summary>
    public static AmazonS3Client Create(StandaloneProcess standalone, string thumbprint)
    {
        var config = ConfigOf(standalone);
        config.HttpClientFactory = new PinnedClients(thumbprint);
        return new AmazonS3Client(new BasicAWSCredentials(standalone.Settings.AccessKey, standalone.Settings.SecretKey), config);
    }

    private static AmazonS3Config ConfigOf(StandaloneProcess standalone) => new()
    {
        ServiceURL = standalone.Endpoint.GetLeftPart(UriPartial.Authority),
        AuthenticationRegion = "us-east-1",
        ForcePathStyle = true,
        MaxErrorRetry = 0,
        Timeout = TimeSpan.FromSeconds(60),
    };

    private sealed class PinnedClients(string thumbprint) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(
            new SocketsHttpHandler
            {
                UseProxy = false,
                AllowAutoRedirect = false,
                SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == thumbprint },
            });
    }
}
