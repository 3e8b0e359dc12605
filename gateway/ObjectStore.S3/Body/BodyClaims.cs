using System.Globalization;
using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Checksums;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Body;

/// <summary>What the headers of a request promise about its body. Parsed and checked whole before anything is read.</summary>
internal readonly struct BodyClaims
{
    private const int Md5Bytes = 16;

    /// <summary>Bytes after decoding; null when the client did not say.</summary>
    public long? DecodedLength { get; private init; }

    /// <summary>The MD5 of Content-MD5, or null.</summary>
    public byte[]? Md5 { get; private init; }

    /// <summary>The checksum that comes as header or trailer; null when none does.</summary>
    public ChecksumAlgorithm? Checksum { get; private init; }

    /// <summary>Its value when it came as a header.</summary>
    public ChecksumValue? ChecksumHeader { get; private init; }

    /// <summary>Whether it comes as a trailer.</summary>
    public bool HasTrailer => Checksum is not null && ChecksumHeader is null;

    /// <exception cref="S3Exception">A header is malformed, one is missing, or two contradict each other.</exception>
    public static BodyClaims Parse(HttpRequest request, AuthenticatedRequest authenticated, BodyRequirements requirements)
    {
        var headers = request.Headers;
        var length = LengthOf(request, authenticated.IsChunked);
        if (length is null && (requirements.IsLengthRequired || authenticated.IsChunked)) throw BodyErrors.MissingLength();
        if (length > requirements.BytesMax) throw BodyErrors.TooLarge(length.Value, requirements.BytesMax);
        var header = requirements.IsChecksumOfBody ? ChecksumHeaderOf(headers) : null;
        var trailer = TrailerOf(headers, authenticated.PayloadSigning);
        if (header is not null && trailer is not null) throw new S3Exception(ChecksumHeaders.TwoChecksums());
        var checksum = header?.Algorithm ?? trailer;
        if (requirements.IsChecksumOfBody) RequireAnnounced(headers, checksum);
        var md5 = Md5Of(headers);
        if (requirements.IsDigestRequired && md5 is null && checksum is null)
            throw BodyErrors.InvalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        return new BodyClaims { DecodedLength = length, Md5 = md5, Checksum = checksum, ChecksumHeader = header };
    }

    private static long? LengthOf(HttpRequest request, bool isChunked)
    {
        if (!isChunked) return request.ContentLength;
        if (!request.Headers.TryGetValue("x-amz-decoded-content-length", out var values)) return null;
        return long.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw BodyErrors.MissingLength();
    }

    private static byte[]? Md5Of(IHeaderDictionary headers)
    {
        if (!headers.TryGetValue("Content-MD5", out var values)) return null;
        var text = values.ToString();
        var md5 = new byte[Md5Bytes];
        return text.Length == 24 && Convert.TryFromBase64String(text, md5, out var written) && written == Md5Bytes
            ? md5
            : throw BodyErrors.InvalidMd5(text);
    }

    private static ChecksumValue? ChecksumHeaderOf(IHeaderDictionary headers)
    {
        if (ChecksumHeaders.TryFind(headers, out var found) is { } error) throw new S3Exception(error);
        if (found is not { } sent) return null;
        var name = ChecksumAlgorithms.HeaderOf(sent);
        return ChecksumValue.TryParse(sent, headers[name].ToString(), out var value) ? value : throw BodyErrors.MalformedChecksum(name);
    }

    private static ChecksumAlgorithm? TrailerOf(IHeaderDictionary headers, PayloadSigning signing)
    {
        if (!headers.TryGetValue("x-amz-trailer", out var values)) return null;
        var carriesTrailer = signing is PayloadSigning.SignedChunksWithTrailer or PayloadSigning.UnsignedChunksWithTrailer;
        return carriesTrailer && ChecksumAlgorithms.TryParseHeader(values.ToString().AsSpan().Trim(), out var algorithm)
            ? algorithm
            : throw BodyErrors.InvalidRequest("The value specified in the x-amz-trailer header is not supported");
    }

    private static void RequireAnnounced(IHeaderDictionary headers, ChecksumAlgorithm? checksum)
    {
        if (!headers.TryGetValue("x-amz-sdk-checksum-algorithm", out var values) || values.ToString() is not { Length: > 0 } name) return;
        if (!ChecksumAlgorithms.TryParseName(name, out var announced) || (checksum is not null && checksum != announced))
            throw BodyErrors.InvalidRequest("Value for x-amz-sdk-checksum-algorithm header is invalid.");
        if (checksum is null)
        {
            throw BodyErrors.InvalidRequest(
                "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.");
        }
    }
}
