namespace ObjectStore.Cluster.Iam;

/// <summary>An issuer of OpenID Connect tokens that an account trusts.</summary>
/// <param name="Id">Unique id.</param>
/// <param name="AccountId">Account.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Url">The issuer as it was sent, with its scheme.</param>
/// <param name="ClientIds">Audiences that are taken.</param>
/// <param name="Thumbprints">SHA-1 of certificates, in hexadecimal digits.</param>
public sealed record IamOidcProvider(string Id, string AccountId, DateTimeOffset CreatedAt, string Url, IReadOnlyList<string> ClientIds, IReadOnlyList<string> Thumbprints)
    : IamEntity(Id, AccountId, CreatedAt)
{
    /// <summary>As trust policies name it: without scheme and without a slash at the end.</summary>
    public string Arn => $"arn:aws:iam::{AccountId}:oidc-provider/{NameOf(Url)}";

    /// <summary>An issuer without its scheme and without a slash at the end, as ARNs hold it.</summary>
    public static string NameOf(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        return (scheme < 0 ? url : url[(scheme + 3)..]).TrimEnd('/');
    }
}
