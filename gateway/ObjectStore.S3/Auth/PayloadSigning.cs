namespace ObjectStore.S3.Auth;

/// <summary>What the signature of a request says about its body (value of <c>x-amz-content-sha256</c>).</summary>
public enum PayloadSigning
{
    /// <summary><c>UNSIGNED-PAYLOAD</c>: nothing.</summary>
    None,

    /// <summary>The SHA-256 of the body.</summary>
    Hash,

    /// <summary><c>STREAMING-AWS4-HMAC-SHA256-PAYLOAD</c>: aws-chunked, every chunk signed.</summary>
    SignedChunks,

    /// <summary><c>STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER</c>: aws-chunked, every chunk and the trailer signed.</summary>
    SignedChunksWithTrailer,

    /// <summary><c>STREAMING-UNSIGNED-PAYLOAD-TRAILER</c>: aws-chunked, nothing signed, with a trailer.</summary>
    UnsignedChunksWithTrailer,
}
