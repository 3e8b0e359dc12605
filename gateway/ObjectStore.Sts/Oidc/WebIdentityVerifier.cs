using System.Collections.Concurrent;

namespace ObjectStore.Sts.Oidc;

/// <summary>Verifies tokens of OpenID Connect issuers. Thread-safe.</summary>
/// <remarks>Source: OpenID Connect Core 1.0 §3.1.3.7. Issuers are remembered up to a bound; beyond it all are dropped and fetched anew.</remarks>
/// <param name="fetch">Fetches keys.</param>
/// <param name="clockSkewMax">How far the clock of an issuer may be from ours.</param>
/// <param name="time">Says when it is.</param>
internal sealed class WebIdentityVerifier(IIssuerFetch fetch, TimeSpan clockSkewMax, TimeProvider time)
{
    /// <summary>Most issuers whose keys are remembered.</summary>
    private const int IssuersMax = 1024;

    private readonly ConcurrentDictionary<string, IssuerCache> _issuers = new(StringComparer.Ordinal);

    /// <summary>Why a token is not taken; <see cref="WebIdentityFailure.None"/> when it is.</summary>
    /// <param name="token">The token.</param>
    /// <param name="issuer">Whose it has to be.</param>
    /// <param name="cancellationToken">Ends the wait for the issuer.</param>
    public async ValueTask<WebIdentityFailure> VerifyAsync(JsonWebToken token, TrustedIssuer issuer, CancellationToken cancellationToken)
    {
        // What costs no fetch comes first.
        if (!SigningAlgorithm.TryGet(token.Algorithm, out var algorithm) || !issuer.Is(token.Claims.Issuer)) return WebIdentityFailure.Invalid;
        if (CheckTimes(token.Claims) is var failure and not WebIdentityFailure.None) return failure;
        if (!IsFor(token.Claims, issuer)) return WebIdentityFailure.WrongAudience;
        var keys = await CacheOf(token.Claims.Issuer).FindAsync(token.KeyId, algorithm, cancellationToken);
        if (keys is null) return WebIdentityFailure.IssuerUnavailable;
        return keys.Any(key => key.Verifies(token, algorithm)) ? WebIdentityFailure.None : WebIdentityFailure.Invalid;
    }

    private WebIdentityFailure CheckTimes(WebIdentityClaims claims)
    {
        var now = time.GetUtcNow();
        if (now - clockSkewMax >= claims.ExpiresAt) return WebIdentityFailure.Expired;
        return claims.IssuedAt > now + clockSkewMax || claims.NotBefore > now + clockSkewMax || claims.ExpiresAt <= claims.IssuedAt ? WebIdentityFailure.Invalid : WebIdentityFailure.None;
    }

    /// <summary>One of its audiences, or the client that it was issued to, has to be one that the issuer is trusted for.</summary>
    private static bool IsFor(WebIdentityClaims claims, TrustedIssuer issuer) =>
        claims.Audiences.Any(issuer.Audiences.Contains) || (claims.AuthorizedParty is { } party && issuer.Audiences.Contains(party));

    private IssuerCache CacheOf(string issuer)
    {
        if (_issuers.TryGetValue(issuer, out var known)) return known;
        if (_issuers.Count >= IssuersMax) _issuers.Clear();
        return _issuers.GetOrAdd(issuer, static (name, verifier) => new IssuerCache(name, verifier.Fetch, verifier.Time), this);
    }

    private IIssuerFetch Fetch => fetch;

    private TimeProvider Time => time;
}
