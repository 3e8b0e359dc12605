using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Http;

namespace ObjectStore.S3.Auth;

/// <summary>Headers that a presigned URL has in its query, where signers put them so that whoever uses the URL need not send them.</summary>
internal static class PresignedHeaders
{
    /// <summary>Whether the query may have this header: no other may be left out when it was signed, as <c>Range</c>.</summary>
    public static bool MayStandInQuery(ReadOnlySpan<char> name) =>
        name.StartsWith(AmzHeaders.Prefix, StringComparison.OrdinalIgnoreCase)
        || name.Equals("content-md5", StringComparison.OrdinalIgnoreCase) || name.Equals("cache-control", StringComparison.OrdinalIgnoreCase)
        || name.Equals("if-match", StringComparison.OrdinalIgnoreCase) || name.Equals("if-none-match", StringComparison.OrdinalIgnoreCase);

    /// <summary>The decoded value of a header in a raw query; empty when it has none.</summary>
    public static string Find(ReadOnlySpan<char> query, ReadOnlySpan<char> name)
    {
        var parameters = new QueryParameters(query);
        while (parameters.MoveNext())
        {
            if (parameters.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return parameters.DecodedValue;
        }

        return "";
    }

    /// <summary>
    /// The headers that signature version 2 is about. What the query has holds over what was sent, as it does in the operation; but for the type of the content, which
    /// is only taken from a header.
    /// </summary>
    public static IHeaderDictionary Join(IHeaderDictionary sent, ReadOnlySpan<char> query)
    {
        var joined = new HeaderDictionary();
        foreach (var header in sent) joined[header.Key] = header.Value;
        var parameters = new QueryParameters(query);
        while (parameters.MoveNext())
        {
            var name = parameters.Name.ToString();
            if (name.Equals("content-type", StringComparison.OrdinalIgnoreCase)) joined.TryAdd(name, parameters.DecodedValue);
            else if (MayStandInQuery(name)) joined[name] = parameters.DecodedValue;
        }

        return joined;
    }
}
