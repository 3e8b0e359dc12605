using ObjectStore.S3.Auth;

namespace ObjectStore.Gateway.Tests.Hosting;

/// <summary>A request as a test wants it on the wire.</summary>
internal sealed class S3Request(string method, string target)
{
    public string Method { get; } = method;

    /// <summary>Path and query exactly as they are sent.</summary>
    public string Target { get; } = target;

    public byte[] Body { get; init; } = [];

    public List<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Who signs; null for an anonymous request.</summary>
    public Identity? Signer { get; init; } = TestIdentities.Alice;

    /// <summary>Region that the signature is for.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Service that the signature is for.</summary>
    public string Service { get; init; } = "s3";

    public string? Host { get; init; }

    /// <summary>What the body is said to hash to; null for what it does.</summary>
    public string? PayloadHash { get; init; }

    /// <summary>Sent in place of the length of the body; empty for none.</summary>
    public string? ContentLength { get; init; }

    /// <summary>Header lines that are sent without being signed.</summary>
    public List<KeyValuePair<string, string>> UnsignedHeaders { get; init; } = [];
}
