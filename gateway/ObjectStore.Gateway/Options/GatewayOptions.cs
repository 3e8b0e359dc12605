using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ObjectStore.Compression;
using ObjectStore.Gateway.Operations.Multipart;
using ObjectStore.S3.Acl;
using ObjectStore.S3.Body;

namespace ObjectStore.Gateway.Options;

/// <summary>Settings of the S3 endpoint.</summary>
public sealed class GatewayOptions : IValidatableObject
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Gateway";

    /// <summary>Address and port to listen on, read by the hosting process.</summary>
    [Required]
    public string Endpoint { get; init; } = "127.0.0.1:9000";

    /// <summary>File with the endpoint's certificate in PEM, followed by those between it and a root; empty for plain HTTP. Read again within seconds when it changes.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>File with the private key of the certificate, in PEM and not encrypted.</summary>
    public string CertificateKeyFile { get; init; } = "";

    /// <summary>Whether the endpoint speaks TLS.</summary>
    public bool HasCertificate => CertificateFile.Length > 0;

    /// <summary>Region that clients sign for and that buckets are in.</summary>
    [Required, RegularExpression("^[a-z0-9-]{1,32}$")]
    public string Region { get; init; } = "us-east-1";

    /// <summary>Domain whose subdomains are buckets; empty for path style only.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Domains whose subdomains are the websites of buckets, separated by commas.</summary>
    public string WebsiteDomains { get; init; } = "";

    /// <summary>
    /// Hosts that are the website of the bucket of the same name, separated by commas; <c>*.example.com</c> means all below <c>example.com</c>. Not names of the
    /// endpoint: a bucket of that name would take its place.
    /// </summary>
    public string WebsiteHosts { get; init; } = "";

    /// <summary>What <see cref="WebsiteDomains"/> and <see cref="WebsiteHosts"/> say together; null when they cannot be read.</summary>
    internal S3.Websites.WebsiteHosts? Websites => S3.Websites.WebsiteHosts.TryParse(WebsiteDomains, WebsiteHosts, Domain, out var parsed) ? parsed : null;

    /// <summary>Networks and addresses of proxies that say in <c>X-Forwarded-For</c> where requests come from, separated by commas; empty: none is believed.</summary>
    public string TrustedProxies { get; init; } = "";

    /// <summary>How many requests are worked on at once; more are refused with SlowDown at once.</summary>
    [Range(1, 1_000_000)]
    public int ConcurrentRequestsMax { get; init; } = 512;

    /// <summary>Most bytes of all headers of a request; more are answered with RequestHeaderSectionTooLarge.</summary>
    [Range(1 << 10, 32 << 10)]
    public int RequestHeaderBytesMax { get; init; } = 16 << 10;

    /// <summary>
    /// Memory for the XML documents of all requests together, at <see cref="DocumentBudget.BytesPerDocumentByte"/> times what has arrived of each; over
    /// it a document is refused with SlowDown at once. Not less than the largest document needs.
    /// </summary>
    [Range((long)DocumentBudget.BytesPerDocumentByte * (BodyRequirements.DocumentBytesMax + 1), 1L << 40)]
    public long DocumentMemoryBytesMax { get; init; } = 128L << 20;

    /// <summary>Slowest rate at which a client may send a body, after a grace period.</summary>
    [Range(1, int.MaxValue)]
    public int RequestBytesPerSecondMin { get; init; } = 240;

    /// <summary>How long a client may be slower than the minimum rate.</summary>
    public TimeSpan SlowRequestGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Name of the process among the gateways, for its reports of load; the host's name when nothing else is set.</summary>
    [Required, RegularExpression("^[ -~]{1,253}$")]
    public string Name { get; init; } = Environment.MachineName;

    /// <summary>Zone that the process is in: what devices there hold is read first where there is a choice. Empty when there is none.</summary>
    [RegularExpression("[A-Za-z0-9._-]*")]
    public string Zone { get; init; } = "";

    /// <summary>How often the process reports which partitions of the index it served how much.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan HeatPeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many buckets are remembered; found again in the catalog whenever an answer could be wrong.</summary>
    [Range(1, 1_000_000)]
    public int BucketCacheCount { get; init; } = 10_000;

    /// <summary>
    /// Memory for what is read often; 0 for none. Never more than a quarter of the memory that the process may use (<see cref="ReadCache.ReadCacheSize"/>), however much is set.
    /// </summary>
    [Range(0L, 1L << 42)]
    public long ReadCacheBytes { get; init; } = 128L << 20;

    /// <summary>
    /// Who owns the objects of buckets for which nothing is set: <c>ObjectWriter</c>, <c>BucketOwnerPreferred</c>, or <c>BucketOwnerEnforced</c>, with
    /// which access control lists count for nothing. The same in all gateways.
    /// </summary>
    public ObjectOwnership DefaultObjectOwnership { get; init; } = ObjectOwnership.ObjectWriter;

    /// <summary>
    /// Whether objects are compressed when they are written into buckets for which nothing is set (docs/compression.md). The same in all gateways; what is stored is read whatever it is.
    /// </summary>
    public bool Compression { get; init; }

    /// <summary>Whether signatures of version 2 are taken. They prove little of a request; for clients that know no other.</summary>
    public bool AllowSignatureV2 { get; init; }

    /// <summary>Smallest part that is not the last one of its upload. Smaller than in S3 only in simulations.</summary>
    internal long PartBytesMin { get; init; } = PartSelection.PartBytesMin;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SlowRequestGrace <= TimeSpan.FromSeconds(1))
            yield return new ValidationResult("SlowRequestGrace is more than one second.", [nameof(SlowRequestGrace)]);
        if (CertificateFile.Length > 0 != CertificateKeyFile.Length > 0)
            yield return new ValidationResult("CertificateFile and CertificateKeyFile are given both or neither.", [nameof(CertificateFile), nameof(CertificateKeyFile)]);
        if (!Middleware.TrustedProxies.TryParse(TrustedProxies, out _))
            yield return new ValidationResult("TrustedProxies are networks (10.0.0.0/8) and addresses, separated by commas.", [nameof(TrustedProxies)]);
        if (Domain.Length > 0 && Uri.CheckHostName(Domain) != UriHostNameType.Dns)
            yield return new ValidationResult("Domain is a host name.", [nameof(Domain)]);
        if (Compression && FrameCodec.Unavailable is { } problem)
            yield return new ValidationResult(problem, [nameof(Compression)]);
        if (Websites is null)
            yield return new ValidationResult("WebsiteDomains and WebsiteHosts are host names, separated by commas; Domain is not among WebsiteDomains.", [nameof(WebsiteDomains), nameof(WebsiteHosts)]);
    }
}

/// <summary>Checks the annotations of <see cref="GatewayOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class GatewayOptionsValidator : IValidateOptions<GatewayOptions>;
