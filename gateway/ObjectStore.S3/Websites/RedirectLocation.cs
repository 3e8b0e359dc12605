using System.Text;
using ObjectStore.S3.Xml;

namespace ObjectStore.S3.Websites;

/// <summary>Addresses that websites send their visitors to: what goes into <c>Location</c>.</summary>
/// <remarks>
/// Nothing of a request decides on the host of an address: it is the one that the owner of the bucket wrote, or the one that was asked. An address without a
/// host never begins with two slashes, which would make the first name of its path one.
/// </remarks>
public static class RedirectLocation
{
    /// <summary>Where a rule sends the request for a key.</summary>
    /// <param name="rule">A rule that is about the key.</param>
    /// <param name="key">The key as it was asked for; empty for the root.</param>
    /// <param name="origin">How it was asked for.</param>
    public static string Of(RoutingRule rule, string key, WebsiteOrigin origin)
    {
        var redirect = rule.Redirect;
        var path = redirect switch
        {
            { ReplaceKeyWith: { } whole } => UriText.Escape(whole),
            { ReplaceKeyPrefixWith: { } prefix } => UriText.Escape(prefix) + Encode(key[rule.KeyPrefix.Length..]),
            _ => Encode(key),
        };
        return origin.AddressOf(redirect.Protocol, redirect.HostName, "/" + path);
    }

    /// <summary>Where a website that is elsewhere sends a request: its path and query stay.</summary>
    /// <param name="all">Where it is.</param>
    /// <param name="pathAndQuery">As they stood in the request line, from the first slash on.</param>
    /// <param name="origin">How the website was asked.</param>
    public static string OfAll(WebsiteRedirectAll all, string pathAndQuery, WebsiteOrigin origin) =>
        origin.AddressOf(all.Protocol, all.HostName, UriText.Escape(pathAndQuery));

    /// <summary>The same key with a slash at its end, on the same host.</summary>
    public static string OfFolder(string key) => WebsiteOrigin.WithoutHost($"/{Encode(key)}/");

    /// <summary>Where the header of an object leads, as its author wrote it.</summary>
    public static string OfObject(string stored) => UriText.Escape(stored);

    private static string Encode(string key) => Encoding.ASCII.GetString(UrlText.Encode(Encoding.UTF8.GetBytes(key)));
}
