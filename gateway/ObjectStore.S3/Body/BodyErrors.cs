using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Checksums;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Body;

/// <summary>The errors of bodies with the sentences and elements that AWS sends.</summary>
internal static class BodyErrors
{
    public static S3Exception Terminated() => new(S3ErrorCode.IncompleteBody, "The request body terminated unexpectedly");

    public static S3Exception WrongLength() => new(S3ErrorCode.IncompleteBody);

    public static S3Exception MissingLength() => new(S3ErrorCode.MissingContentLength);

    public static S3Exception TooLarge(long length, long lengthMax) => With(
        S3ErrorCode.EntityTooLarge, null, ("ProposedSize", Text(length)), ("MaxSizeAllowed", Text(lengthMax)));

    public static S3Exception DocumentTooLarge(int bytesMax) => With(
        S3ErrorCode.MaxMessageLengthExceeded, "Your request was too big.", ("MaxMessageLengthBytes", Text(bytesMax)));

    public static S3Exception MalformedTrailer() => new(S3ErrorCode.MalformedTrailerError);

    public static S3Exception InvalidRequest(string message) => new(S3ErrorCode.InvalidRequest, message);

    public static S3Exception InvalidMd5(string header) =>
        With(S3ErrorCode.InvalidDigest, "The Content-MD5 you specified was invalid.", ("Content-MD5", header));

    public static S3Exception Md5Mismatch(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> computed) => With(
        S3ErrorCode.BadDigest,
        "The Content-MD5 you specified did not match what we received.",
        ("ExpectedDigest", Convert.ToBase64String(expected)),
        ("CalculatedDigest", Convert.ToBase64String(computed)));

    public static S3Exception ChecksumMismatch(ChecksumAlgorithm algorithm) => new(
        S3ErrorCode.BadDigest, $"The {ChecksumAlgorithms.NameOf(algorithm)} you specified did not match the calculated checksum.");

    /// <summary>A value that no checksum has cannot be that of the body either.</summary>
    public static S3Exception MalformedChecksum(string header) => new(S3ErrorCode.BadDigest, $"Value for {header} header is invalid.");

    public static S3Exception Sha256Mismatch(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> computed) => With(
        S3ErrorCode.XAmzContentSHA256Mismatch,
        null,
        ("ClientComputedContentSHA256", Convert.ToHexStringLower(expected)),
        ("S3ComputedContentSHA256", Convert.ToHexStringLower(computed)));

    /// <summary>What a failed read from the client's connection means; null when it is not the client's doing.</summary>
    /// <remarks>
    /// Kestrel keeps the minimum rate (<c>KestrelServerLimits.MinRequestBodyDataRate</c>) and says 408 when a client is too slow.
    /// </remarks>
    public static S3Exception? OfRead(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } =>
            new S3Exception(new S3Error(S3ErrorCode.RequestTimeout), exception),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            new S3Exception(new S3Error(S3ErrorCode.EntityTooLarge), exception),
        BadHttpRequestException or IOException or ConnectionAbortedException =>
            new S3Exception(new S3Error(S3ErrorCode.IncompleteBody, "The request body terminated unexpectedly"), exception),
        _ => null,
    };

    private static S3Exception With(S3ErrorCode code, string? message, params (string Name, string Value)[] fields) =>
        new(new S3Error(code, message) { Fields = Array.ConvertAll(fields, field => KeyValuePair.Create(field.Name, field.Value)) });

    private static string Text(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
