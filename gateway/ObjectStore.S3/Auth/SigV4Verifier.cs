using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Auth;

/// <summary>Verifies AWS signature version 4 of whole requests: in the Authorization header and in presigned URLs.</summary>
/// <remarks>
/// Thread-safe. Nothing of the request is trusted before it is verified, and no more than 128 KiB is buffered for it. The body is verified
/// later, from what <see cref="AuthenticatedRequest"/> says of it.
/// </remarks>
public sealed class SigV4Verifier
{
    /// <summary>Most signing keys that are remembered (one per access key and day, about 400 bytes each).</summary>
    private const int SigningKeysMax = 4096;

    private readonly ICredentialSource _credentials;
    private readonly SigV4Options _options;
    private readonly TimeProvider _time;
    private readonly ISessionSource? _sessions;
    private readonly SigningKeyCache _signingKeys = new(SigningKeysMax);

    /// <summary>A verifier for one region.</summary>
    /// <param name="credentials">Lasting credentials.</param>
    /// <param name="options">What a signature must be made for.</param>
    /// <param name="time">Says when it is.</param>
    /// <param name="sessions">Temporary credentials, or null where there are none: then every token is refused.</param>
    public SigV4Verifier(ICredentialSource credentials, SigV4Options options, TimeProvider time, ISessionSource? sessions = null)
    {
        _sessions = sessions;
        _credentials = credentials;
        _options = options;
        _time = time;
    }

    /// <summary>Who signed <paramref name="request"/>. Reads method, raw target and headers, never the body.</summary>
    /// <exception cref="S3Exception">The request is anonymous, malformed, too old or wrongly signed; with the code that AWS gives to it.</exception>
    public AuthenticatedRequest Verify(HttpRequest request)
    {
        var target = RequestTarget.Parse(request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        var claim = ClaimOf(request, target);
        var payload = claim.IsPresigned ? default : PayloadClaim.Parse(claim.PayloadHash);
        var signingKey = SigningKeyOf(claim, out var identity, out var isNew);
        RequireValidTime(claim);
        RequireSigned(request.Headers, claim);

        Span<byte> signature = stackalloc byte[SigningKey.Size];
        VerifySignature(request, target, claim, signingKey, signature);

        // What a presigned URL lets be sent was settled when it was signed: a request that claims something else is wrongly signed, whatever it claims.
        if (claim.IsPresigned) payload = PayloadClaim.Parse(claim.PayloadHash);
        if (isNew) _signingKeys.Set(claim.Credential, signingKey);
        return new AuthenticatedRequest(identity, payload, signingKey, claim.Timestamp)
        {
            IsPresigned = claim.IsPresigned,
            SeedSignature = payload.Signing >= PayloadSigning.SignedChunks ? signature.ToArray() : default,
        };
    }

    /// <summary>Who signed a request to another service than S3, in its header.</summary>
    /// <param name="request">Gives method, raw target and headers.</param>
    /// <param name="service">Name of the service in the scope of the signature.</param>
    /// <param name="body">The whole body, which such a signature always covers.</param>
    /// <exception cref="S3Exception">As <see cref="Verify"/>; the scope is of another service.</exception>
    /// <remarks>These keys are derived anew each time: the cache is for S3, and holds nothing of other services.</remarks>
    public AuthenticatedRequest VerifyService(HttpRequest request, string service, ReadOnlySpan<byte> body)
    {
        var target = RequestTarget.Parse(request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.Length == 0) throw AuthErrors.Anonymous();
        var claim = AuthorizationHeader.Parse(authorization, request.Headers, Convert.ToHexStringLower(SHA256.HashData(body)));
        var scope = CredentialScope.Parse(claim.Credential, _options.Region, service, claim.Source);
        RequireSameDay(claim, claim.Timestamp.AsSpan().StartsWith(scope.Date));
        var identity = IdentityOf(scope.AccessKey.ToString(), claim.SessionToken);
        RequireValidTime(claim);
        RequireSigned(request.Headers, claim);
        Span<byte> signature = stackalloc byte[SigningKey.Size];
        VerifySignature(request, target, claim, SigningKey.Derive(identity, scope), signature);
        return new AuthenticatedRequest(identity, PayloadClaim.Parse(claim.PayloadHash), signingKey: null, claim.Timestamp);
    }

    /// <summary>Who signed the policy of a form.</summary>
    /// <param name="credential">Value of <c>x-amz-credential</c>.</param>
    /// <param name="timestamp">Value of <c>x-amz-date</c>.</param>
    /// <param name="signature">Value of <c>x-amz-signature</c>.</param>
    /// <param name="policy">The policy as it stands in the form, in base64.</param>
    /// <param name="sessionToken">Value of <c>x-amz-security-token</c>, or null.</param>
    /// <exception cref="S3Exception">A value is malformed, the key is unknown, or the signature is wrong.</exception>
    public AuthenticatedRequest VerifyPolicy(string credential, string timestamp, string signature, string policy, string? sessionToken)
    {
        var scope = CredentialScope.Parse(credential, _options.Region, CredentialScope.S3, CredentialSource.Form);
        if (!AmzTimestamp.TryParse(timestamp, out _) || !timestamp.AsSpan().StartsWith(scope.Date))
            throw AuthErrors.InvalidArgument("X-Amz-Date must be formated via ISO8601 Long format", "X-Amz-Date", timestamp);
        var identity = IdentityOf(scope.AccessKey.ToString(), sessionToken);
        var key = SigningKey.Derive(identity, scope);
        var text = Encoding.UTF8.GetBytes(policy);
        Span<byte> computed = stackalloc byte[SigningKey.Size];
        Span<byte> provided = stackalloc byte[SigningKey.Size];
        key.Sign(text, computed);
        var isHex = signature.Length == 2 * SigningKey.Size && Convert.FromHexString(signature, provided, out _, out _) == OperationStatus.Done;
        if (!CryptographicOperations.FixedTimeEquals(provided, computed) || !isHex) throw AuthErrors.SignatureMismatch(identity.AccessKey, signature, text, default);
        return new AuthenticatedRequest(identity, PayloadClaim.Parse(PayloadClaim.Unsigned), signingKey: null, timestamp) { IsForm = true };
    }

    private static SignatureClaim ClaimOf(HttpRequest request, RequestTarget target)
    {
        var authorization = request.Headers.Authorization.ToString();
        var mechanism = target.Query.IsEmpty ? QueryMechanism.None : PresignedQuery.MechanismOf(target.Query);
        if (mechanism == QueryMechanism.None)
            return authorization.Length == 0 ? throw AuthErrors.Anonymous() : AuthorizationHeader.Parse(authorization, request.Headers);
        if (authorization.Length > 0) throw AuthErrors.TwoMechanisms(authorization);
        return mechanism == QueryMechanism.SigV4
            ? PresignedQuery.Parse(target.Query, request.Headers)
            : throw AuthErrors.UnsupportedMechanism();
    }

    private SigningKey SigningKeyOf(SignatureClaim claim, out Identity identity, out bool isNew)
    {
        if (_signingKeys.TryGet(claim.Credential, out var known))
        {
            RequireSameDay(claim, known.IsOfDay(claim.Timestamp));
            identity = IdentityOf(known.AccessKey, claim.SessionToken);
            isNew = !known.IsOf(identity);
            if (!isNew) return known;
        }

        var scope = CredentialScope.Parse(claim.Credential, _options.Region, CredentialScope.S3, claim.Source);
        RequireSameDay(claim, claim.Timestamp.AsSpan().StartsWith(scope.Date));
        identity = IdentityOf(scope.AccessKey.ToString(), claim.SessionToken);
        isNew = true;
        return SigningKey.Derive(identity, scope);
    }

    private Identity IdentityOf(string accessKey, string? token)
    {
        if (token is null) return _credentials.Find(accessKey) ?? throw AuthErrors.UnknownAccessKey(accessKey);
        Identity? identity = null;
        return (_sessions?.Open(accessKey, token, out identity) ?? SessionOutcome.Invalid) switch
        {
            SessionOutcome.Valid => identity!,
            SessionOutcome.Expired => throw AuthErrors.ExpiredToken(),
            _ => throw AuthErrors.InvalidToken(),
        };
    }

    private static void RequireSameDay(SignatureClaim claim, bool isSameDay)
    {
        if (isSameDay) return;
        throw AuthErrors.Malformed(
            claim.Source, claim.Credential, $"Invalid credential date. This date is not the same as X-Amz-Date: \"{claim.Timestamp}\".");
    }

    private void RequireValidTime(SignatureClaim claim)
    {
        var now = _time.GetUtcNow();
        if (!claim.IsPresigned)
        {
            if ((now - claim.SignedAt).Duration() > _options.ClockSkewMax)
                throw AuthErrors.Skewed(claim.Timestamp, now, _options.ClockSkewMax);
            return;
        }

        if (claim.SignedAt - now > _options.ClockSkewMax) throw AuthErrors.NotYetValid(claim.Timestamp, now);
        var validFor = TimeSpan.FromSeconds(claim.ExpiresSeconds);
        if (now - claim.SignedAt > validFor) throw AuthErrors.Expired(claim.ExpiresSeconds, claim.SignedAt + validFor, now);
    }

    /// <summary>The host and every <c>x-amz-</c> header have to be signed, else somebody on the way could change what the request means.</summary>
    private static void RequireSigned(IHeaderDictionary headers, SignatureClaim claim)
    {
        List<string>? missing = claim.Signs("host") ? null : ["host"];
        foreach (var header in headers)
        {
            if (!header.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase) || claim.Signs(header.Key)) continue;

            // A presigned URL's signature covers this one as the hash of the body.
            if (claim.IsPresigned && header.Key.Equals("x-amz-content-sha256", StringComparison.OrdinalIgnoreCase)) continue;
            missing ??= [];
            missing.Add(header.Key.ToLowerInvariant());
        }

        if (missing is not null) throw AuthErrors.HeadersNotSigned(missing);
    }

    private static void VerifySignature(
        HttpRequest request, RequestTarget target, SignatureClaim claim, SigningKey key, Span<byte> signature)
    {
        Span<byte> text = stackalloc byte[StringToSign.BytesMax];
        var canonical = default(CanonicalBuffer);
        try
        {
            CanonicalRequest.Write(ref canonical, request, target, claim, isPathVerbatim: false);
            var stringToSign = StringToSignOf(text, canonical.Written, claim, key);
            if (stringToSign.IsSignedBy(key, claim.Signature, signature)) return;
            if (IsSignedVerbatim(request, target, claim, key, signature)) return;
            throw AuthErrors.SignatureMismatch(key.AccessKey, claim.Signature.ToString(), stringToSign.Written, canonical.Written);
        }
        finally
        {
            canonical.Dispose();
        }
    }

    /// <summary>Whether the client signed the path just as it sent it. That names the same object, so accepting it gives nothing away.</summary>
    private static bool IsSignedVerbatim(
        HttpRequest request, RequestTarget target, SignatureClaim claim, SigningKey key, Span<byte> signature)
    {
        Span<byte> text = stackalloc byte[StringToSign.BytesMax];
        var canonical = default(CanonicalBuffer);
        try
        {
            CanonicalRequest.Write(ref canonical, request, target, claim, isPathVerbatim: true);
            return StringToSignOf(text, canonical.Written, claim, key).IsSignedBy(key, claim.Signature, signature);
        }
        finally
        {
            canonical.Dispose();
        }
    }

    private static StringToSign StringToSignOf(Span<byte> buffer, ReadOnlySpan<byte> canonical, SignatureClaim claim, SigningKey key)
    {
        var text = new StringToSign(buffer, "AWS4-HMAC-SHA256"u8, claim.Timestamp, key.Scope.Span);
        text.AppendHashLine(canonical);
        return text;
    }
}
