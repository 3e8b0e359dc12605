namespace ObjectStore.S3.Websites;

/// <summary>How a website was asked.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>; null behind a proxy, which may speak another one with the visitor: then addresses leave it open.</param>
/// <param name="Host">The host, with a port where the request had one.</param>
public readonly record struct WebsiteOrigin(string? Scheme, string Host)
{
    /// <summary>An address on the same website, but for what is given.</summary>
    /// <param name="protocol">The protocol, or null.</param>
    /// <param name="hostName">The host, or null.</param>
    /// <param name="path">Path and query; begins with a slash.</param>
    internal string AddressOf(string? protocol, string? hostName, string path)
    {
        if ((protocol ?? Scheme) is { } scheme)
        {
            // The port of one protocol is not that of the other.
            var host = protocol is null || protocol == Scheme ? Host : HostWithoutPort(Host);
            return $"{scheme}://{hostName ?? host}{path}";
        }

        return hostName is null ? WithoutHost(path) : $"//{hostName}{path}";
    }

    /// <summary>A path as an address on the same host. With two slashes before it, its first name would be one.</summary>
    internal static string WithoutHost(string path) => path.StartsWith("//", StringComparison.Ordinal) ? $"/%2F{path.AsSpan(2)}" : path;

    /// <summary>A host without its port.</summary>
    internal static string HostWithoutPort(string host)
    {
        var colon = host.LastIndexOf(':');
        return colon >= 0 && !host.AsSpan(colon).Contains(']') ? host[..colon] : host;
    }
}
