using System.Globalization;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Http;

/// <summary>Where an object sends the visitors of its bucket's website: a pair of its metadata, which copies do not take over.</summary>
/// <remarks>Source: Amazon S3 API reference, <c>x-amz-website-redirect-location</c> of PutObject and CopyObject.</remarks>
public static class WebsiteRedirects
{
    /// <summary>Longest address (Amazon S3 user guide, "Configuring a webpage redirect").</summary>
    public const int LengthMax = 2048;

    private static readonly string[] Prefixes = ["/", "http://", "https://"];

    /// <summary>The address that metadata holds, or null.</summary>
    public static string? Find(IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        for (var i = 0; i < metadata.Count; i++)
        {
            if (metadata[i].Key == AmzHeaders.WebsiteRedirectLocation) return metadata[i].Value;
        }

        return null;
    }

    /// <summary>The metadata of a copy that keeps its source's: with the address that the copy itself is given, or none.</summary>
    /// <param name="source">Metadata of the source.</param>
    /// <param name="given">Metadata that the request gives.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Keep(IReadOnlyList<KeyValuePair<string, string>> source, IReadOnlyList<KeyValuePair<string, string>> given)
    {
        var location = Find(given);
        if (location is null && Find(source) is null) return source;
        var kept = source.Where(static pair => pair.Key != AmzHeaders.WebsiteRedirectLocation);
        return location is null ? [.. kept] : [.. kept, new(AmzHeaders.WebsiteRedirectLocation, location)];
    }

    /// <summary>Adds what a header says to metadata, or gives its error. An empty one says nothing.</summary>
    internal static S3Error? TryAdd(List<KeyValuePair<string, string>> metadata, string location)
    {
        if (location.Length == 0) return null;
        if (location.Length > LengthMax)
            return new S3Error(S3ErrorCode.InvalidRedirectLocation, string.Create(CultureInfo.InvariantCulture, $"The length of website redirect location cannot exceed {LengthMax} characters."));
        if (!Array.Exists(Prefixes, prefix => location.StartsWith(prefix, StringComparison.Ordinal))) return new S3Error(S3ErrorCode.InvalidRedirectLocation);
        metadata.Add(new(AmzHeaders.WebsiteRedirectLocation, location));
        return null;
    }
}
