using System.Buffers;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Auth;

/// <summary>What <c>x-amz-content-sha256</c> says about a body.</summary>
internal readonly struct PayloadClaim
{
    /// <summary>The value for bodies that are not signed.</summary>
    public const string Unsigned = "UNSIGNED-PAYLOAD";

    /// <summary>SHA-256 of no bytes, the value that nearly every request without a body sends.</summary>
    public const string EmptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private const string Allowed =
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, "
        + "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.";

    private static readonly byte[] EmptySha256Bytes = Convert.FromHexString(EmptySha256);

    private PayloadClaim(PayloadSigning signing, ReadOnlyMemory<byte> sha256)
    {
        Signing = signing;
        Sha256 = sha256;
    }

    public PayloadSigning Signing { get; }

    /// <summary>32 bytes for <see cref="PayloadSigning.Hash"/>, else empty.</summary>
    public ReadOnlyMemory<byte> Sha256 { get; }

    /// <exception cref="S3Exception">InvalidArgument when the value is none of those allowed.</exception>
    public static PayloadClaim Parse(string value) => value switch
    {
        EmptySha256 => new PayloadClaim(PayloadSigning.Hash, EmptySha256Bytes),
        Unsigned => new PayloadClaim(PayloadSigning.None, default),
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" => new PayloadClaim(PayloadSigning.SignedChunks, default),
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" => new PayloadClaim(PayloadSigning.SignedChunksWithTrailer, default),
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER" => new PayloadClaim(PayloadSigning.UnsignedChunksWithTrailer, default),
        _ => ParseHash(value),
    };

    private static PayloadClaim ParseHash(string value)
    {
        var hash = new byte[32];
        if (value.Length != 64 || Convert.FromHexString(value, hash, out _, out _) != OperationStatus.Done)
            throw AuthErrors.InvalidArgument(Allowed, "x-amz-content-sha256", value);
        return new PayloadClaim(PayloadSigning.Hash, hash);
    }
}
