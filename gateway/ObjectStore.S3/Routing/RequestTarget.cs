using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Routing;

/// <summary>What a request is about: bucket, key and query, out of the raw target and the host.</summary>
/// <remarks>
/// Source: Amazon S3 user guide, "Virtual hosting of general purpose buckets". A key is the bytes that were percent-encoded: dot segments,
/// double slashes and control characters are kept as they are.
/// </remarks>
public readonly struct RequestTarget
{
    private RequestTarget(string? bucket, bool isBucketInHost, ObjectKey? key, QueryParameters query)
    {
        IsBucketInHost = isBucketInHost;
        Bucket = bucket;
        Key = key;
        Query = query;
    }

    /// <summary>Name of the bucket as it was sent, not validated; null for a request to the service.</summary>
    public string? Bucket { get; }

    /// <summary>Whether the host names the bucket (virtual-hosted style), and not the path.</summary>
    public bool IsBucketInHost { get; }

    /// <summary>The key, or null for a request to the bucket or the service.</summary>
    public ObjectKey? Key { get; }

    /// <summary>The decoded query.</summary>
    public QueryParameters Query { get; }

    /// <summary>Parses a request; gives the error to answer when it cannot be parsed.</summary>
    /// <param name="rawTarget">As it stood in the request line: origin form, absolute form or <c>*</c>.</param>
    /// <param name="host">The host that was asked, with or without a port.</param>
    /// <param name="domain">Domain whose subdomains are buckets, or null for path style only.</param>
    /// <param name="target">The parsed request.</param>
    public static S3Error? TryParse(string rawTarget, ReadOnlySpan<char> host, string? domain, out RequestTarget target)
    {
        target = default;
        if (!TrySplit(rawTarget, out var path, out var rawQuery)) return new S3Error(S3ErrorCode.InvalidURI);
        if (QueryParameters.TryParse(rawQuery, out var query) is { } queryError) return queryError;
        var rawKey = path[1..];
        var bucket = BucketOfHost(host, domain);
        var isBucketInHost = bucket is not null;
        if (!isBucketInHost && TrySplitBucket(path[1..], out bucket, out rawKey) is { } bucketError) return bucketError;
        if (TryDecodeKey(rawKey, out var key) is { } keyError) return keyError;
        target = new RequestTarget(bucket, isBucketInHost, key, query);
        return null;
    }

    /// <summary>Parses a request to the website of a bucket: all of the path is the key, and the query, which is for scripts of its pages, is left out.</summary>
    /// <param name="rawTarget">As it stood in the request line.</param>
    /// <param name="bucket">The bucket that the host names.</param>
    /// <param name="target">The parsed request.</param>
    public static S3Error? TryParseWebsite(string rawTarget, string bucket, out RequestTarget target)
    {
        target = default;
        if (!TrySplit(rawTarget, out var path, out _)) return new S3Error(S3ErrorCode.InvalidURI);
        if (TryDecodeKey(path[1..], out var key) is { } keyError) return keyError;
        target = new RequestTarget(bucket, isBucketInHost: true, key, query: default);
        return null;
    }

    /// <summary>Path and query of a target, as they stood there; the path begins with a slash. Empty when there is none.</summary>
    public static string PathAndQueryOf(string rawTarget) =>
        !TrySplit(rawTarget, out var path, out var query) ? "" : query.IsEmpty ? path.ToString() : $"{path}?{query}";

    private static bool TrySplit(ReadOnlySpan<char> rawTarget, out ReadOnlySpan<char> path, out ReadOnlySpan<char> query)
    {
        var text = rawTarget;
        if (text is "*") text = "/";
        if (text.IsEmpty || text[0] != '/') text = AfterAuthority(text);
        var question = text.IndexOf('?');
        path = question switch { < 0 => text, 0 => "/", _ => text[..question] };
        query = question < 0 ? default : text[(question + 1)..];
        return !path.IsEmpty;
    }

    private static S3Error? TrySplitBucket(ReadOnlySpan<char> path, out string? bucket, out ReadOnlySpan<char> rawKey)
    {
        bucket = null;
        var slash = path.IndexOf('/');
        var rawBucket = slash < 0 ? path : path[..slash];
        rawKey = slash < 0 ? default : path[(slash + 1)..];
        if (rawBucket.IsEmpty) return rawKey.IsEmpty ? null : new S3Error(S3ErrorCode.InvalidBucketName);
        if (!PercentDecoder.TryDecode(rawBucket, out var bytes)) return new S3Error(S3ErrorCode.InvalidURI);
        bucket = Encoding.UTF8.GetString(bytes);
        return null;
    }

    private static ReadOnlySpan<char> AfterAuthority(ReadOnlySpan<char> absolute)
    {
        var scheme = absolute.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) return default;
        var rest = absolute[(scheme + 3)..];
        var end = rest.IndexOfAny('/', '?');
        return end < 0 ? "/" : rest[end..];
    }

    private static string? BucketOfHost(ReadOnlySpan<char> host, string? domain)
    {
        if (domain is null) return null;
        var colon = host.LastIndexOf(':');
        if (colon >= 0 && !host[colon..].Contains(']')) host = host[..colon];
        if (host.Length <= domain.Length + 1 || !host.EndsWith(domain, StringComparison.OrdinalIgnoreCase)) return null;
        var dot = host.Length - domain.Length - 1;
        return host[dot] == '.' ? host[..dot].ToString().ToLowerInvariant() : null;
    }

    private static S3Error? TryDecodeKey(ReadOnlySpan<char> raw, out ObjectKey? key)
    {
        key = null;
        if (raw.IsEmpty) return null;
        if (!PercentDecoder.TryDecode(raw, out var bytes)) return new S3Error(S3ErrorCode.InvalidURI);
        return ObjectKeys.TryCreate(bytes, out key);
    }
}
