using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Http;

/// <summary>What the headers of a write say about the object to be: metadata and storage class. Headers that ask for more are refused.</summary>
/// <remarks>
/// Refused with 501, because ignoring them would promise what is not kept: appends and annotations. Access control lists, tags, locks and
/// encryption are read apart from them.
/// </remarks>
public readonly struct ObjectHeaders
{
    /// <summary>The media type of an object that was put without one.</summary>
    public const string DefaultContentType = "binary/octet-stream";

    /// <summary>The name of the storage class that objects have by default.</summary>
    public const string StandardStorageClass = "STANDARD";

    /// <summary>Most bytes of the names and values of user metadata (Amazon S3 user guide, "Working with object metadata").</summary>
    public const int MetadataBytesMax = 2048;

    /// <summary>Of a name of a header (RFC 9110, §5.6.2: token).</summary>
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> HeaderValueCharacters =
        SearchValues.Create(['\t', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(value => (char)value)]);

    private static readonly SearchValues<char> ControlCharacters =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Except(['\t']).Select(static value => (char)value), '\x7F']);

    private static readonly string[] NotImplemented =
    [
        "x-amz-write-offset-bytes", "x-amz-object-annotation",
    ];

    private ObjectHeaders(IReadOnlyList<KeyValuePair<string, string>> metadata, string? storageClass) => (Metadata, StorageClass) = (metadata, storageClass);

    /// <summary>Metadata as the index stores it: lower-case names, system metadata first.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; }

    /// <summary>The storage class that is asked for, which nobody has looked at; null for the standard one.</summary>
    public string? StorageClass { get; }

    /// <summary>Collects the headers; gives the error of one that is not acceptable.</summary>
    /// <param name="headers">Of the request.</param>
    /// <param name="skipsUserMetadata">Whether headers of user metadata mean nothing, whatever they are: those of a copy that keeps its source's.</param>
    /// <param name="parsed">What was collected.</param>
    public static S3Error? TryParse(IHeaderDictionary headers, bool skipsUserMetadata, out ObjectHeaders parsed)
    {
        parsed = default;
        var metadata = new List<KeyValuePair<string, string>>(2);
        AddSystemMetadata(headers, metadata);
        var userBytes = 0;
        string? storageClass = null;
        foreach (var header in headers)
        {
            if (!header.Key.StartsWith(AmzHeaders.Prefix, StringComparison.OrdinalIgnoreCase)) continue;
            if (header.Key.StartsWith(AmzHeaders.MetadataPrefix, StringComparison.OrdinalIgnoreCase))
            {
                if (skipsUserMetadata) continue;
                var name = header.Key.ToLowerInvariant();
                var value = header.Value.ToString();
                // Kestrel takes such names, but no answer could carry them.
                if (name.AsSpan().ContainsAnyExcept(TokenCharacters)) return InvalidArgumentError.Of("The name of a metadata header is not valid.", name, value);
                userBytes += name.Length - AmzHeaders.MetadataPrefix.Length + Encoding.UTF8.GetByteCount(value);
                metadata.Add(new(name, value));
            }
            else if (header.Key.Equals(AmzHeaders.WebsiteRedirectLocation, StringComparison.OrdinalIgnoreCase))
            {
                if (WebsiteRedirects.TryAdd(metadata, header.Value.ToString()) is { } redirectError) return redirectError;
            }
            else if (header.Key.Equals(AmzHeaders.StorageClass, StringComparison.OrdinalIgnoreCase))
            {
                storageClass = header.Value.ToString();
            }
            else if (Check(header.Key) is { } error)
            {
                return error;
            }
        }

        if (userBytes > MetadataBytesMax) return TooLarge(userBytes);
        parsed = new ObjectHeaders(metadata, storageClass == StandardStorageClass ? null : storageClass);
        return null;
    }

    /// <summary>Whether the name of a stored pair is that of user metadata.</summary>
    public static bool IsUserMetadata(string name) => name.StartsWith(AmzHeaders.MetadataPrefix, StringComparison.Ordinal);

    /// <summary>Whether a value may stand in a header of an answer: printable ASCII and tabs.</summary>
    public static bool IsHeaderValue(string value) => !value.AsSpan().ContainsAnyExcept(HeaderValueCharacters);

    /// <summary>
    /// A value of metadata as it may stand in a header. The name that a browser saves an object by is sent in UTF-8, as it came and as AWS does, for browsers do not decode it;
    /// any other is encoded as RFC 2047 says. (Kestrel writes the other system metadata in ASCII, whatever it is told.)
    /// </summary>
    public static string EncodeMetadata(string name, string value) =>
        IsHeaderValue(value) || (EncodingOf(name) is not null && !HasControls(value)) ? value : EncodeMetadata(value);

    /// <summary>A value as it may stand in a header in ASCII: any other is encoded as RFC 2047 says.</summary>
    public static string EncodeMetadata(string value) =>
        IsHeaderValue(value) ? value : string.Concat("=?UTF-8?B?", Convert.ToBase64String(Encoding.UTF8.GetBytes(value)), "?=");

    /// <summary>Whether a value has characters that no header could have, in whatever encoding.</summary>
    public static bool HasControls(string value) => value.AsSpan().ContainsAny(ControlCharacters);

    /// <summary>The encoding of a header of an answer; null for ASCII.</summary>
    public static Encoding? EncodingOf(string name) => name.Equals("Content-Disposition", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8 : null;

    private static void AddSystemMetadata(IHeaderDictionary headers, List<KeyValuePair<string, string>> metadata)
    {
        if (headers.ContentType.Count > 0) Add(metadata, "content-type", headers.ContentType.ToString());
        if (headers.ContentEncoding.Count > 0) Add(metadata, "content-encoding", ContentEncodings.ToStore(headers.ContentEncoding.ToString()));
        if (headers.ContentDisposition.Count > 0) Add(metadata, "content-disposition", headers.ContentDisposition.ToString());
        if (headers.ContentLanguage.Count > 0) Add(metadata, "content-language", headers.ContentLanguage.ToString());
        if (headers.CacheControl.Count > 0) Add(metadata, "cache-control", headers.CacheControl.ToString());
        if (headers.Expires.Count > 0) Add(metadata, "expires", headers.Expires.ToString());
    }

    private static void Add(List<KeyValuePair<string, string>> metadata, string name, string? value)
    {
        if (value is { Length: > 0 }) metadata.Add(new(name, value));
    }

    private static S3Error? Check(string name)
    {
        foreach (var prefix in NotImplemented)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return HeaderNotImplemented(name);
        }

        return null;
    }

    /// <summary>The error for a header that asks for what this store has not.</summary>
    public static S3Error HeaderNotImplemented(string name) =>
        new(S3ErrorCode.NotImplemented, $"The header '{name.ToLowerInvariant()}' implies functionality that is not implemented.")
        {
            Fields = [new("Header", name.ToLowerInvariant())],
        };

    private static S3Error TooLarge(int bytes) => new(S3ErrorCode.MetadataTooLarge)
    {
        Fields =
        [
            new("Size", bytes.ToString(CultureInfo.InvariantCulture)),
            new("MaxSizeAllowed", MetadataBytesMax.ToString(CultureInfo.InvariantCulture)),
        ],
    };
}
