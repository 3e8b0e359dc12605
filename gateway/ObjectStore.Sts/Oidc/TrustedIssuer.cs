using ObjectStore.Cluster.Iam;

namespace ObjectStore.Sts.Oidc;

/// <summary>An issuer whose tokens are taken. Immutable.</summary>
/// <param name="Url">The issuer, with its scheme.</param>
/// <param name="Audiences">Whom tokens have to be for; without any none is taken.</param>
internal sealed record TrustedIssuer(string Url, IReadOnlyList<string> Audiences)
{
    /// <summary>As ARNs and condition keys name it.</summary>
    public string Name => IamOidcProvider.NameOf(Url);

    /// <summary>
    /// Whether a token's issuer is this one. One slash at the end makes no difference here; the issuer's own document has to say exactly what the token says. More would
    /// let strangers name it in any number of ways, each with a fetch of its own.
    /// </summary>
    public bool Is(string issuer) => issuer == Url || issuer + "/" == Url || issuer == Url + "/";
}
