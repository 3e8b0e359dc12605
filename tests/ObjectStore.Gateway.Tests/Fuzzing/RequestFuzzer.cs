using System.Globalization;
using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Fuzzing;

/// <summary>Makes requests of S3's vocabulary in any order: most are nonsense, all are signed so that they get past the door.</summary>
internal sealed class RequestFuzzer(FuzzInput input)
{
    /// <summary>Domain of the websites of the gateway that is fuzzed.</summary>
    public const string WebsiteDomain = "web.example.org";

    private static readonly string[] OtherHosts = [WebsiteDomain, $"a.{WebsiteDomain}:80", $"{new string('a', 200)}.{WebsiteDomain}", $"..{WebsiteDomain}", "www.example.com", "WWW.example.com:1"];

    private static readonly string[] Methods = ["GET", "GET", "PUT", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH"];
    private static readonly string[] Buckets = ["bucket", "bucket", "bucket", "locked", "locked", "absent", "Bad_Bucket", "a", "192.168.0.1"];
    private static readonly string[] Keys = ["k", "k", "dir/a", "dir/", "a//b", "../x", "%E2%98%83", "%FF", "%2F", "a%20+b", "%F0%9F%98%80", new string('a', 1024), new string('a', 1025), "."];

    private static readonly string[] Parameters =
    [
        "acl", "policy", "policyStatus", "publicAccessBlock", "ownershipControls", "encryption", "cors", "lifecycle", "tagging", "versioning", "object-lock", "location", "versions", "uploads", "delete",
        "retention", "legal-hold", "attributes", "uploadId", "partNumber", "versionId", "list-type", "prefix", "delimiter", "marker", "start-after", "continuation-token", "max-keys", "max-uploads", "max-parts",
        "part-number-marker", "key-marker", "version-id-marker", "upload-id-marker", "encoding-type", "fetch-owner", "response-content-type", "response-expires", "notification", "logging", "website", "replication",
        "analytics", "accelerate", "requestPayment", "inventory", "metrics", "torrent", "restore", "select", "session", "x-id", "id", "intelligent-tiering", "metadataTable", "append", "renameObject",
    ];

    private static readonly string[] Headers =
    [
        "range", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "content-md5", "content-type", "content-encoding", "expires", "cache-control", "origin", "access-control-request-method",
        "access-control-request-headers", "x-amz-acl", "x-amz-grant-read", "x-amz-grant-full-control", "x-amz-bucket-object-lock-enabled", "x-amz-bypass-governance-retention", "x-amz-checksum-algorithm",
        "x-amz-sdk-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-type", "x-amz-checksum-crc32", "x-amz-checksum-crc64nvme", "x-amz-checksum-sha256", "x-amz-copy-source", "x-amz-copy-source",
        "x-amz-copy-source-if-match", "x-amz-copy-source-if-modified-since", "x-amz-copy-source-range", "x-amz-metadata-directive", "x-amz-tagging", "x-amz-tagging-directive", "x-amz-meta-a", "x-amz-meta-b",
        "x-amz-object-attributes", "x-amz-object-lock-legal-hold", "x-amz-object-lock-mode", "x-amz-object-lock-retain-until-date", "x-amz-object-ownership", "x-amz-server-side-encryption",
        "x-amz-server-side-encryption-aws-kms-key-id", "x-amz-server-side-encryption-context", "x-amz-server-side-encryption-customer-algorithm", "x-amz-server-side-encryption-customer-key",
        "x-amz-server-side-encryption-customer-key-md5", "x-amz-storage-class", "x-amz-website-redirect-location", "x-amz-expected-bucket-owner", "x-amz-mp-object-size", "x-amz-max-parts", "x-amz-part-number-marker",
        "x-amz-decoded-content-length", "x-amz-trailer", "x-amz-security-token", "x-amz-mfa", "x-amz-request-payer", "x-amz-confirm-remove-self-bucket-access",
    ];

    /// <summary>Values that are right for one header or another.</summary>
    private static readonly string[] HeaderValues =
    [
        "bytes=0-0", "bytes=-1", "bytes=5-2", "bytes=0-18446744073709551615", "bytes=0-1,3-4", "*", "\"d41d8cd98f00b204e9800998ecf8427e\"", "Wed, 31 Jan 2029 00:00:00 GMT", "1B2M2Y8AsgTpgAmY7PhCfg==", "AAAAAA==",
        "/bucket/k", "bucket/k?versionId=null", "/locked/k", "REPLACE", "COPY", "private", "public-read", "id=\"bob\"", "emailAddress=\"bob@example.org\"", "COMPLIANCE", "GOVERNANCE", "ON", "AES256", "aws:kms", "a=b&c=d",
        "ETag,Checksum,ObjectParts,StorageClass,ObjectSize", "CRC32", "SHA256", "CRC64NVME", "FULL_OBJECT", "COMPOSITE", "ENABLED", "true", "alice", "https://www.example.com", "GET", "BucketOwnerEnforced", "0", "5", "/dir/?a=b#c",
    ];

    private static readonly string[] Payloads = ["UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", "nonsense"];

    private static readonly string[] BucketDocuments = ["acl", "policy", "publicAccessBlock", "ownershipControls", "encryption", "cors", "lifecycle", "website", "logging", "inventory", "tagging", "versioning", "object-lock", "delete"];
    private static readonly string[] ObjectDocuments = ["acl", "tagging", "retention", "legal-hold", "uploadId"];

    private static readonly string[] ListingParameters =
        ["list-type=2", "list-type=2", "versions", "uploads", "prefix", "delimiter", "delimiter=/", "marker", "start-after", "continuation-token", "max-keys", "max-uploads", "key-marker", "version-id-marker", "upload-id-marker", "encoding-type=url", "fetch-owner=true"];

    private static readonly string[] ObjectParameters =
        ["versionId", "versionId", "partNumber", "uploadId", "uploads", "tagging", "attributes", "retention", "legal-hold", "acl", "max-parts", "part-number-marker", "response-content-type", "response-expires"];

    /// <summary>The next request: now and then of any words at all, else of words that belong together.</summary>
    public S3Request Next() => input.Below(10) switch
    {
        < 3 => Any(),
        < 6 => Document(),
        < 7 => Visit(),
        < 8 => Make(input.OneIn(8) ? "HEAD" : "GET", $"/{Bucket()}", Choose(ListingParameters, 4), HeadersOneIn(8), []),
        _ => Object(),
    };

    private S3Request Any()
    {
        var method = input.Pick(Methods);
        var names = Choose(Parameters, 3);
        var path = input.Below(12) switch { 0 => "/", < 5 => $"/{input.Pick(Buckets)}", _ => $"/{input.Pick(Buckets)}/{input.Pick(Keys)}" };
        return Make(method, path, names, HeadersOneIn(1), method is "PUT" or "POST" or "PATCH" || input.OneIn(20) ? FuzzDocuments.Of(names, input) : []);
    }

    private S3Request Document()
    {
        var isOfBucket = input.OneIn(2);
        var name = input.Pick(isOfBucket ? BucketDocuments : ObjectDocuments);
        var path = isOfBucket ? $"/{Bucket()}" : $"/{Bucket()}/{input.Pick(Keys)}";
        return Make(name is "delete" or "uploadId" or "restore" ? "POST" : input.OneIn(6) ? "DELETE" : "PUT", path, [name], HeadersOneIn(6), FuzzDocuments.Of([name], input));
    }

    private S3Request Visit()
    {
        var host = input.OneIn(8) ? OtherHosts[input.Below(OtherHosts.Length)] : $"{Bucket()}.{WebsiteDomain}";
        var request = Make(input.OneIn(8) ? input.Pick(Methods) : "GET", input.OneIn(4) ? "/" : $"/{input.Pick(Keys)}", Choose(Parameters, 2), HeadersOneIn(2), []);
        return new S3Request(request.Method, request.Target) { Headers = request.Headers, Signer = input.OneIn(8) ? request.Signer : null, Host = host };
    }

    private S3Request Object()
    {
        var method = input.Pick(Methods);
        return Make(method, $"/{Bucket()}/{input.Pick(Keys)}", Choose(ObjectParameters, 2), HeadersOneIn(2), method is "PUT" ? FuzzDocuments.Of([], input) : []);
    }

    private S3Request Make(string method, string path, IReadOnlyList<string> parameters, List<KeyValuePair<string, string>> headers, byte[] body)
    {
        var query = string.Join('&', parameters.Select(name => name.Contains('=', StringComparison.Ordinal) || input.OneIn(3) ? name : $"{name}={input.QueryValue()}"));
        return new S3Request(method, query.Length == 0 ? path : $"{path}?{query}")
        {
            Body = body,
            Headers = headers,
            PayloadHash = input.OneIn(12) ? input.Pick(Payloads) : null,
            Signer = input.Below(10) switch { 0 => null, 1 => TestIdentities.Bob, 2 => TestIdentities.Admin, _ => TestIdentities.Alice },
        };
    }

    private string Bucket() => input.OneIn(10) ? input.Pick(Buckets) : input.OneIn(2) ? "bucket" : "locked";

    private string[] Choose(string[] among, int most) => [.. Enumerable.Range(0, input.Below(most + 1)).Select(_ => input.Pick(among)).Distinct()];

    /// <summary>Headers with one request in so many, else none.</summary>
    private List<KeyValuePair<string, string>> HeadersOneIn(int times) =>
        input.OneIn(times) ? [.. Choose(Headers, 3).Select(name => KeyValuePair.Create(name, Value()))] : [];

    /// <summary>A request in words from which it can be sent again.</summary>
    public static string Describe(S3Request request) => string.Create(
        CultureInfo.InvariantCulture,
        $"{request.Signer?.UserId ?? "nobody"}: {request.Method} {request.Target}\n{string.Join('\n', request.Headers.Select(static header => $"{header.Key}: {header.Value}"))}\n{request.PayloadHash}\n{Convert.ToBase64String(request.Body)}");

    private string Value() => input.OneIn(2) ? input.Pick(HeaderValues) : input.HeaderValue();
}
