using ObjectStore.Cluster.Iam;
using ObjectStore.Sts.Oidc;

namespace ObjectStore.Sts.Service;

/// <summary>Verifies web identities by the issuers that an account trusts: its own providers, and those of the settings. Thread-safe.</summary>
internal sealed class WebIdentities(WebIdentityVerifier verifier, StsOptions options)
{
    /// <summary>Verifies a token.</summary>
    /// <param name="text">The token.</param>
    /// <param name="account">The account whose role is to be assumed.</param>
    /// <param name="accountId">Its id.</param>
    /// <param name="cancellationToken">Ends the wait for the issuer.</param>
    /// <exception cref="Gateway.Queries.QueryException">It is not taken.</exception>
    public async ValueTask<WebIdentity> VerifyAsync(string text, IamAccount account, string accountId, CancellationToken cancellationToken)
    {
        if (!JsonWebToken.TryParse(text, out var token)) throw StsErrors.Of(WebIdentityFailure.Invalid);
        var issuer = FindIssuer(token.Claims.Issuer, account) ?? throw StsErrors.InvalidIdentityToken($"No OpenIDConnect provider found in the account for {token.Claims.Issuer}");
        var failure = await verifier.VerifyAsync(token, issuer, cancellationToken);
        if (failure != WebIdentityFailure.None) throw StsErrors.Of(failure);
        return new WebIdentity(token.Claims, $"arn:aws:iam::{accountId}:oidc-provider/{issuer.Name}", issuer.Name);
    }

    /// <summary>Whether gateways ask the host of a provider of an account.</summary>
    private bool IsAllowed(string url) =>
        options.AllowedIssuerHosts.Count == 0
        || (Uri.TryCreate(url, UriKind.Absolute, out var parsed) && options.AllowedIssuerHosts.Contains(parsed.IdnHost, StringComparer.OrdinalIgnoreCase));

    /// <summary>An issuer that both know is trusted for the audiences of both.</summary>
    private TrustedIssuer? FindIssuer(string issuer, IamAccount account)
    {
        var own = account.FindOidcProvider(IamOidcProvider.NameOf(issuer));
        var common = options.Issuers.FirstOrDefault(known => known.Url.TrimEnd('/') == issuer.TrimEnd('/'));
        if (own is not null && !IsAllowed(own.Url)) own = null;
        if (own is null) return common is null ? null : new TrustedIssuer(common.Url, common.Audiences);
        return new TrustedIssuer(own.Url, [.. own.ClientIds, .. common?.Audiences ?? []]);
    }
}
