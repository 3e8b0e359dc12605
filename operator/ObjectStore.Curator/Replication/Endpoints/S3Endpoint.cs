using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ObjectStore.Curator.Replication.Endpoints;

/// <summary>An S3 endpoint, path-style. Thread-safe.</summary>
/// <remarks>
/// What fails throws: <see cref="EndpointException"/>, and as <see cref="HttpMessageInvoker"/> does. Redirects are not followed: an address of the settings must not lead to another one.
/// </remarks>
internal sealed class S3Endpoint : IDisposable
{
    private const int TextBytesMax = 64 << 10;

    /// <summary>So that a change of the address in the name service shows.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    private static readonly HashSet<string> HeadersOfBodies = new(StringComparer.OrdinalIgnoreCase)
    {
        "content-type", "content-encoding", "content-language", "content-disposition", "content-md5", "expires",
    };

    private readonly Uri _address;
    private readonly string _region;
    private readonly Func<CancellationToken, ValueTask<EndpointCredentials>> _credentials;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _client;

    /// <summary>An endpoint of the settings.</summary>
    public S3Endpoint(EndpointOptions options, TimeSpan connectTimeout, TimeProvider time)
        : this(new Uri(options.Url), options.Region, cancellationToken => ReadCredentialsAsync(options.CredentialsFile, cancellationToken), options.CaFile, connectTimeout, time)
    {
    }

    /// <summary>An endpoint of which this process knows the credentials.</summary>
    public S3Endpoint(ReplicationSource source, TimeSpan connectTimeout, TimeProvider time)
        : this(source.Address, source.Region, _ => ValueTask.FromResult(new EndpointCredentials(source.AccessKey, source.SecretKey)), "", connectTimeout, time)
    {
    }

    private S3Endpoint(Uri address, string region, Func<CancellationToken, ValueTask<EndpointCredentials>> credentials, string caFile, TimeSpan connectTimeout, TimeProvider time)
    {
        (_address, _region, _credentials, _time) = (address, region, credentials, time);
        _client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionLifetime = ConnectionLifetime,
            ConnectTimeout = connectTimeout,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            SslOptions = caFile.Length == 0 ? new SslClientAuthenticationOptions() : TrustOnly(caFile),
        });
    }

    /// <summary>Sends a request and reads the answer, as much of it as matters.</summary>
    public async ValueTask<EndpointAnswer> SendAsync(EndpointCall call, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(call, cancellationToken);
        var text = call.Method == HttpMethod.Head ? "" : await ReadTextAsync(response.Content, cancellationToken);
        return new EndpointAnswer((int)response.StatusCode, ETagOf(response), First(response, "x-amz-version-id"), First(response, "x-amz-replica-existed") == "true", response.Content.Headers.ContentLength, text);
    }

    /// <summary>Sends a request; the answer is the caller's, its body still to be read.</summary>
    public async ValueTask<HttpResponseMessage> OpenAsync(EndpointCall call, CancellationToken cancellationToken)
    {
        byte[] path = [(byte)'/', .. Encoding.UTF8.GetBytes(call.Bucket), (byte)'/', .. call.Key.Span];
        using var request = new HttpRequestMessage(call.Method, EndpointSigner.UriOf(_address, path, call.Query)) { Version = HttpVersion.Version11, Content = call.Body };
        foreach (var (name, value) in call.Headers)
        {
            if (!HeadersOfBodies.Contains(name)) request.Headers.TryAddWithoutValidation(name, value);
            else (request.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value);
        }

        EndpointSigner.Sign(request, await _credentials(cancellationToken), _region, call.PayloadHash, _time.GetUtcNow());
        return await _client.SendAsync(request, cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The entity tag of an answer without quotes, or null.</summary>
    public static string? ETagOf(HttpResponseMessage response) => First(response, "ETag")?.Trim('"');

    private static string? First(HttpResponseMessage response, string name) => response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    /// <summary>The beginning of a body; documents of S3 that matter here are shorter.</summary>
    private static async ValueTask<string> ReadTextAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var bytes = new byte[TextBytesMax];
        var count = await stream.ReadAtLeastAsync(bytes, TextBytesMax, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(bytes, 0, count);
    }

    private static async ValueTask<EndpointCredentials> ReadCredentialsAsync(string file, CancellationToken cancellationToken) =>
        EndpointCredentials.TryParse(await File.ReadAllTextAsync(file, cancellationToken), out var credentials)
            ? credentials
            : throw new EndpointException("the credentials file holds no access key and secret");

    private static SslClientAuthenticationOptions TrustOnly(string caFile) => new()
    {
        RemoteCertificateValidationCallback = (_, certificate, shown, errors) =>
        {
            if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None) return false;
            try
            {
                using var chain = new X509Chain();
                chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
                chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(caFile);

                // What the endpoint shows between its certificate and one of the file.
                if (shown is not null) chain.ChainPolicy.ExtraStore.AddRange(shown.ChainPolicy.ExtraStore);
                using var leaf = new X509Certificate2(certificate);
                return chain.Build(leaf);
            }
            catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
            {
                // A file that cannot be read vouches for nobody.
                return false;
            }
        },
    };
}
