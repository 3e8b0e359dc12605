using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Auth;

/// <summary>Says who sends a request: somebody who signed it, in the header or the query, or nobody. Thread-safe.</summary>
/// <param name="version4">Signatures of version 4.</param>
/// <param name="version2">Signatures of version 2, or null when they are refused.</param>
public sealed class RequestAuthenticator(SigV4Verifier version4, SigV2Verifier? version2)
{
    private const string PayloadHeader = "x-amz-content-sha256";

    /// <summary>Signatures of version 4.</summary>
    public SigV4Verifier Version4 => version4;

    /// <summary>Signatures of version 2, or null when they are refused.</summary>
    public SigV2Verifier? Version2 => version2;

    /// <summary>Who signed <paramref name="request"/>, or nobody.</summary>
    /// <exception cref="S3Exception">It is signed, and wrongly.</exception>
    public AuthenticatedRequest Authenticate(HttpRequest request)
    {
        var target = RequestTarget.Parse(request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        var mechanism = target.Query.IsEmpty ? QueryMechanism.None : PresignedQuery.MechanismOf(target.Query);
        var authorization = request.Headers.Authorization.ToString();
        if (mechanism == QueryMechanism.None && authorization.Length == 0) return Anonymous(request);
        var isVersion2 = mechanism == QueryMechanism.SigV2 || (mechanism == QueryMechanism.None && authorization.StartsWith("AWS ", StringComparison.Ordinal));
        return isVersion2 && version2 is not null ? version2.Verify(request) : version4.Verify(request);
    }

    /// <summary>The request as nobody's. Its body may be in chunks, which nobody can have signed.</summary>
    /// <exception cref="S3Exception">The body is said to be signed.</exception>
    public static AuthenticatedRequest Anonymous(HttpRequest request)
    {
        var header = request.Headers.TryGetValue(PayloadHeader, out var values) ? values.ToString() : "";
        var payload = PayloadClaim.Parse(header.Length > 0 ? header : PayloadClaim.Unsigned);
        if (payload.Signing is PayloadSigning.SignedChunks or PayloadSigning.SignedChunksWithTrailer) throw AuthErrors.SignedByNobody();
        return new AuthenticatedRequest(Identity.Anonymous, payload, signingKey: null, timestamp: "");
    }
}
