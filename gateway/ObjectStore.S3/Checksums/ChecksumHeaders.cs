using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.S3.Checksums;

/// <summary>Finds the checksum that a request has among its headers.</summary>
public static class ChecksumHeaders
{
    /// <summary>Tells of which algorithm it is, null where there is none. Gives the error of two, and of an algorithm that S3 has not.</summary>
    /// <remarks>Passed over, a checksum of an unknown algorithm would let the client believe that its bytes were verified.</remarks>
    public static S3Error? TryFind(IHeaderDictionary headers, out ChecksumAlgorithm? found)
    {
        found = null;
        foreach (var header in headers)
        {
            if (!IsChecksum(header.Key)) continue;
            if (!ChecksumAlgorithms.TryParseHeader(header.Key, out var algorithm))
                return new S3Error(S3ErrorCode.InvalidRequest, "The algorithm type you specified in x-amz-checksum- header is invalid.");
            if (found is not null) return TwoChecksums();
            found = algorithm;
        }

        return null;
    }

    /// <summary>The error of a request with more than one checksum.</summary>
    public static S3Error TwoChecksums() => new(S3ErrorCode.InvalidRequest, "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");

    /// <summary>Whether a header carries a checksum, and does not only tell how they are made or shown.</summary>
    private static bool IsChecksum(string name) =>
        name.StartsWith(ChecksumAlgorithms.HeaderPrefix, StringComparison.OrdinalIgnoreCase)
        && !name.Equals(AmzHeaders.ChecksumAlgorithm, StringComparison.OrdinalIgnoreCase)
        && !name.Equals(AmzHeaders.ChecksumMode, StringComparison.OrdinalIgnoreCase)
        && !name.Equals(AmzHeaders.ChecksumType, StringComparison.OrdinalIgnoreCase);
}
