using System.Diagnostics.CodeAnalysis;

namespace ObjectStore.Sts.Oidc;

/// <summary>Which addresses are asked for keys. Pure.</summary>
internal static class IssuerAddress
{
    /// <summary>Whether an issuer may be of this form: an absolute URL with neither user, query nor fragment.</summary>
    public static bool IsIssuer(string url, bool allowHttpOnLoopback) =>
        TryParse(url, allowHttpOnLoopback, out var parsed) && parsed.Query.Length == 0 && !url.Contains('?', StringComparison.Ordinal);

    /// <summary>Reads an address; false when it is not one of HTTPS, or of HTTP on this machine where that is allowed.</summary>
    public static bool TryParse(string url, bool allowHttpOnLoopback, [NotNullWhen(true)] out Uri? parsed) =>
        Uri.TryCreate(url, UriKind.Absolute, out parsed) && parsed.UserInfo.Length == 0 && parsed.Fragment.Length == 0
        && (parsed.Scheme == Uri.UriSchemeHttps || (allowHttpOnLoopback && parsed.Scheme == Uri.UriSchemeHttp && parsed.IsLoopback));
}
