namespace ObjectStore.S3.Websites;

/// <summary>How a website was asked.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Host">The host, with a port where the request had one.</param>
public readonly record struct WebsiteOrigin(string Scheme, string Host)
{
    /// <summary>Scheme and authority of an address on another protocol or host, where one is given.</summary>
    /// <param name="protocol">The protocol, or null.</param>
    /// <param name="hostName">The host, or null.</param>
    internal string With(string? protocol, string? hostName)
    {
        // The port of one protocol is not that of the other.
        var host = protocol is null || protocol == Scheme ? Host : HostWithoutPort(Host);
        return $"{protocol ?? Scheme}://{hostName ?? host}";
    }

    /// <summary>A host without its port.</summary>
    internal static string HostWithoutPort(string host)
    {
        var colon = host.LastIndexOf(':');
        return colon >= 0 && !host.AsSpan(colon).Contains(']') ? host[..colon] : host;
    }
}
