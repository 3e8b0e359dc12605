using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using ObjectStore.S3.Checksums;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Middleware;

/// <summary>
/// Headers that a presigned URL has in its query, where signers put them so that whoever uses the URL need not send them: those of S3
/// (<c>x-amz-meta-color</c>, <c>x-amz-acl</c>), <c>If-Match</c>, <c>If-None-Match</c> and <c>Content-MD5</c>. They are signed like the rest of the query; by a signature of
/// version 2 the conditions are not, in the query as little as in a header.
/// </summary>
/// <remarks>As on AWS, other checksums are left out: some SDKs put that of an empty body there, as they have no other when they sign.</remarks>
internal static class HoistedHeaders
{
    /// <summary>Headers of HTTP that count.</summary>
    private static readonly string[] HttpHeaders = [HeaderNames.IfMatch, HeaderNames.IfNoneMatch, HeaderNames.ContentMD5];

    /// <summary>Parameters that are about the signature and the body itself.</summary>
    private static readonly string[] NoHeaders =
    [
        "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-expires", "x-amz-signature", "x-amz-signedheaders", "x-amz-security-token", "x-amz-content-sha256",
        "x-amz-decoded-content-length", "x-amz-sdk-checksum-algorithm", "x-amz-trailer",
    ];

    /// <summary>Sets the headers, also over those that were sent: the query is signed, and they need not be. Gives the error of a value that no header could have.</summary>
    /// <param name="headers">Of a presigned request whose signature was right.</param>
    /// <param name="query">Its query.</param>
    /// <param name="hasAny">Whether a header was set.</param>
    public static S3Error? TryTake(IHeaderDictionary headers, QueryParameters query, out bool hasAny)
    {
        hasAny = false;
        foreach (var (name, value) in query.All)
        {
            if (!IsHeader(name)) continue;
            if (ObjectHeaders.HasControls(value)) return InvalidArgumentError.Of("The value of a header is not valid.", name, value);
            headers[name] = value;
            hasAny = true;
        }

        return null;
    }

    private static bool IsHeader(string name)
    {
        if (HttpHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)) return true;
        if (!name.StartsWith(AmzHeaders.Prefix, StringComparison.OrdinalIgnoreCase) || ChecksumAlgorithms.TryParseHeader(name, out _)) return false;
        return !Array.Exists(NoHeaders, other => name.Equals(other, StringComparison.OrdinalIgnoreCase));
    }
}
