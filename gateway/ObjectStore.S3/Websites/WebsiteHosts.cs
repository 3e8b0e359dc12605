using System.Diagnostics.CodeAnalysis;

namespace ObjectStore.S3.Websites;

/// <summary>Which hosts are websites, and of which bucket. Immutable.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>A subdomain of a website domain is the bucket that the rest of it names.</item>
/// <item>A host of its own is the bucket of the same name, and only where the operator says that it is one: else who may create a bucket named like the endpoint could take the endpoint's place.</item>
/// <item>The domain of the endpoint and its subdomains are no websites, unless a longer website domain says so.</item>
/// </list>
/// </remarks>
public sealed class WebsiteHosts
{
    private const string AnySubdomain = "*.";

    private readonly string[] _domains;
    private readonly string[] _hosts;
    private readonly string _endpoint;

    private WebsiteHosts(string[] domains, string[] hosts, string endpoint)
    {
        _domains = domains;
        _hosts = hosts;
        _endpoint = endpoint;
    }

    /// <summary>Reads the settings; false when something in them is no host name.</summary>
    /// <param name="domains">Domains whose subdomains are websites, separated by commas.</param>
    /// <param name="hosts">Hosts that are websites of the bucket of their name, separated by commas; <c>*.</c> before one means its subdomains.</param>
    /// <param name="endpoint">Domain of the endpoint, or empty.</param>
    /// <param name="parsed">What they say.</param>
    public static bool TryParse(string domains, string hosts, string endpoint, [NotNullWhen(true)] out WebsiteHosts? parsed)
    {
        parsed = null;
        var names = Split(domains);
        var own = Split(hosts);
        if (!names.All(IsHostName) || !own.All(host => IsHostName(host.StartsWith(AnySubdomain, StringComparison.Ordinal) ? host[AnySubdomain.Length..] : host))) return false;
        if (names.Contains(endpoint, StringComparer.OrdinalIgnoreCase)) return false;
        parsed = new WebsiteHosts(names, own, endpoint.ToLowerInvariant());
        return true;
    }

    /// <summary>The bucket whose website a host is, not validated; null for a host of the endpoint.</summary>
    /// <param name="host">With or without a port.</param>
    public string? FindBucket(string? host)
    {
        if ((_domains.Length == 0 && _hosts.Length == 0) || string.IsNullOrEmpty(host)) return null;
        var name = WebsiteOrigin.HostWithoutPort(host).ToLowerInvariant();

        // The same name in full (RFC 1034 §3.1).
        if (name.EndsWith('.')) name = name[..^1];
        var domain = LongestDomainOf(name);
        if (IsOfEndpoint(name) && !(domain?.Length > _endpoint.Length)) return null;
        if (domain is not null) return name[..^(domain.Length + 1)];
        return Array.Exists(_hosts, own => Matches(own, name)) ? name : null;
    }

    private string? LongestDomainOf(string name)
    {
        string? longest = null;
        foreach (var domain in _domains)
        {
            if (IsBelow(name, domain) && !(longest?.Length >= domain.Length)) longest = domain;
        }

        return longest;
    }

    private bool IsOfEndpoint(string name) => _endpoint.Length > 0 && (name == _endpoint || IsBelow(name, _endpoint));

    private static bool Matches(string own, string name) =>
        own.StartsWith(AnySubdomain, StringComparison.Ordinal) ? IsBelow(name, own[AnySubdomain.Length..]) : name == own;

    private static bool IsBelow(string name, string domain) =>
        name.Length > domain.Length + 1 && name.EndsWith(domain, StringComparison.Ordinal) && name[name.Length - domain.Length - 1] == '.';

    private static string[] Split(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(static item => item.ToLowerInvariant())];

    private static bool IsHostName(string name) => Uri.CheckHostName(name) == UriHostNameType.Dns;
}
