using ObjectStore.S3.Checksums;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>The checksum that a client asks the store to compute.</summary>
internal static class ChecksumRequest
{
    /// <summary>Reads <c>x-amz-checksum-algorithm</c>; null when it is absent.</summary>
    public static S3Error? TryParse(S3Context context, out ChecksumAlgorithm? algorithm)
    {
        algorithm = null;
        if (context.Header(AmzHeaders.ChecksumAlgorithm) is not { Length: > 0 } text) return null;
        if (!ChecksumAlgorithms.TryParseName(text, out var parsed))
            return new S3Error(S3ErrorCode.InvalidRequest, "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256, SHA512, MD5, XXHASH64, XXHASH3, XXHASH128]");
        algorithm = parsed;
        return null;
    }
}
