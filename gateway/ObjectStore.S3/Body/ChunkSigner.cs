using System.Security.Cryptography;
using ObjectStore.S3.Auth;

namespace ObjectStore.S3.Body;

/// <summary>Verifies the chain of signatures of an aws-chunked body: each signs the chunk's bytes and the signature before it.</summary>
/// <remarks>
/// Not thread-safe. Source: S3 API reference, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks",
/// and the page on trailers that belongs to it.
/// </remarks>
internal sealed class ChunkSigner : IDisposable
{
    private static readonly byte[] EmptySha256 = SHA256.HashData([]);

    private readonly SigningKey _key;
    private readonly string _timestamp;
    private readonly byte[] _previous;
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private ChunkSigner(AuthenticatedRequest authenticated)
    {
        _key = authenticated.SigningKey;
        _timestamp = authenticated.Timestamp;
        _previous = authenticated.SeedSignature.ToArray();
        SignsTrailer = authenticated.PayloadSigning == PayloadSigning.SignedChunksWithTrailer;
    }

    /// <summary>Whether a signature of the trailer follows it.</summary>
    public bool SignsTrailer { get; }

    /// <summary>A verifier that begins with the signature of the request; null when its chunks are not signed.</summary>
    public static ChunkSigner? Create(AuthenticatedRequest authenticated) =>
        authenticated.PayloadSigning == PayloadSigning.UnsignedChunksWithTrailer ? null : new ChunkSigner(authenticated);

    /// <summary>Continues the current chunk.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _sha256.AppendData(bytes);

    /// <summary>Ends the current chunk.</summary>
    /// <exception cref="Errors.S3Exception">SignatureDoesNotMatch.</exception>
    public void VerifyChunk(ReadOnlySpan<byte> signature)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _sha256.GetHashAndReset(hash);
        Span<byte> buffer = stackalloc byte[StringToSign.BytesMax];
        var text = new StringToSign(buffer, "AWS4-HMAC-SHA256-PAYLOAD"u8, _timestamp, _key.Scope.Span);
        text.AppendHexLine(_previous);
        text.AppendHexLine(EmptySha256);
        text.AppendHexLine(hash);
        Verify(text, signature);
    }

    /// <summary>Ends the body.</summary>
    /// <exception cref="Errors.S3Exception">SignatureDoesNotMatch.</exception>
    public void VerifyTrailer(ReadOnlySpan<byte> canonical, ReadOnlySpan<byte> signature)
    {
        Span<byte> buffer = stackalloc byte[StringToSign.BytesMax];
        var text = new StringToSign(buffer, "AWS4-HMAC-SHA256-TRAILER"u8, _timestamp, _key.Scope.Span);
        text.AppendHexLine(_previous);
        text.AppendHashLine(canonical);
        Verify(text, signature);
    }

    public void Dispose() => _sha256.Dispose();

    private void Verify(StringToSign text, ReadOnlySpan<byte> signature)
    {
        if (text.IsSignedBy(_key, signature, _previous)) return;
        throw AuthErrors.SignatureMismatch(_key.AccessKey, Convert.ToHexStringLower(signature), text.Written, []);
    }
}
