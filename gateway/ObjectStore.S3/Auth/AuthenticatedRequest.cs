using ObjectStore.Core.Errors;

namespace ObjectStore.S3.Auth;

/// <summary>A request whose signature was right, or that had none: who sent it, and what is known about its body.</summary>
public sealed class AuthenticatedRequest
{
    private readonly SigningKey? _signingKey;

    internal AuthenticatedRequest(Identity identity, PayloadClaim payload, SigningKey? signingKey, string timestamp)
    {
        Identity = identity;
        PayloadSigning = payload.Signing;
        PayloadSha256 = payload.Sha256;
        _signingKey = signingKey;
        Timestamp = timestamp;
    }

    /// <summary>Who signed the request.</summary>
    public Identity Identity { get; }

    /// <summary>How the body is signed.</summary>
    public PayloadSigning PayloadSigning { get; }

    /// <summary>The 32 bytes that the body has to hash to when <see cref="PayloadSigning"/> is <see cref="PayloadSigning.Hash"/>, else empty.</summary>
    public ReadOnlyMemory<byte> PayloadSha256 { get; }

    /// <summary>Whether the signature was in the query (a presigned URL).</summary>
    public bool IsPresigned { get; init; }

    /// <summary>Whether the signature was in a form.</summary>
    public bool IsForm { get; init; }

    /// <summary>Whether the signature was of version 2.</summary>
    public bool IsVersion2 { get; init; }

    /// <summary>Whether the body is in the aws-chunked encoding.</summary>
    public bool IsChunked => PayloadSigning >= PayloadSigning.SignedChunks;

    /// <summary>The key that the chunks of the body are signed with, too.</summary>
    internal SigningKey SigningKey
    {
        get
        {
            Invariant.That(_signingKey is not null);
            return _signingKey;
        }
    }

    /// <summary>When the request was signed, as <c>yyyyMMddTHHmmssZ</c>.</summary>
    internal string Timestamp { get; }

    /// <summary>The request's own signature, 32 bytes: the seed of the chain of chunk signatures. Empty unless chunks are signed.</summary>
    internal ReadOnlyMemory<byte> SeedSignature { get; init; }
}
