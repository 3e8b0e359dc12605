using System.Globalization;
using System.Text;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Routing;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Listing;

/// <summary>The parameters that all listings inside a bucket share.</summary>
internal sealed class ListParameters
{
    /// <summary>Most entries on a page.</summary>
    public const int EntriesMax = 1000;

    private ListParameters(byte[] prefix, byte[] delimiter, int entriesMax, bool isUrlEncoded)
    {
        Prefix = prefix;
        Delimiter = delimiter;
        Limit = entriesMax;
        IsUrlEncoded = isUrlEncoded;
    }

    public byte[] Prefix { get; }

    /// <summary>Empty for none.</summary>
    public byte[] Delimiter { get; }

    /// <summary>Most entries of the page, 0..1,000.</summary>
    public int Limit { get; }

    public bool IsUrlEncoded { get; }

    /// <summary>Parses prefix, delimiter, encoding type and the limit, which is called <paramref name="limitName"/>.</summary>
    public static S3Error? TryParse(QueryParameters query, string limitName, out ListParameters parameters)
    {
        parameters = null!;
        var encoding = query["encoding-type"];
        if (encoding is not (null or "url"))
            return InvalidArgumentError.Of("Invalid Encoding Method specified in Request", "encoding-type", encoding);
        if (TryParseLimit(query[limitName], limitName, EntriesMax, out var limit) is { } error) return error;
        parameters = new ListParameters(Bytes(query["prefix"]), Bytes(query["delimiter"]), limit, encoding is "url");
        return null;
    }

    /// <summary>Parses a limit: absent or empty means <paramref name="entriesMax"/>, and so does more than that.</summary>
    public static S3Error? TryParseLimit(string? text, string name, int entriesMax, out int limit)
    {
        limit = entriesMax;
        if (string.IsNullOrEmpty(text)) return null;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            return InvalidArgumentError.Of($"Provided {name} not an integer or within integer range", name, text);
        if (value < 0) return InvalidArgumentError.Of($"Argument {name} must be an integer between 0 and 2147483647", name, text);
        limit = Math.Min(value, entriesMax);
        return null;
    }

    /// <summary>The query for the index; the limit must not be 0.</summary>
    public ObjectListQuery ToQuery(ReadOnlyMemory<byte> startAfter) => new(Prefix, Delimiter, startAfter, Limit);

    /// <summary>A text as an element, in the encoding that the client asked for.</summary>
    public void Element(S3XmlWriter xml, ReadOnlySpan<byte> name, ReadOnlySpan<byte> utf8) =>
        xml.Element(name, IsUrlEncoded ? UrlText.Encode(utf8) : utf8);

    /// <summary>The elements that say what was asked for, but for the prefix, which listings show each in their own way.</summary>
    public void Echo(S3XmlWriter xml, ReadOnlySpan<byte> limitElement)
    {
        xml.Element(limitElement, Limit);
        if (Delimiter.Length > 0) Element(xml, "Delimiter"u8, Delimiter);
        if (IsUrlEncoded) xml.Element("EncodingType"u8, "url"u8);
    }

    /// <summary>The rolled-up prefixes.</summary>
    public void CommonPrefixes(S3XmlWriter xml, IReadOnlyList<ReadOnlyMemory<byte>> prefixes)
    {
        for (var i = 0; i < prefixes.Count; i++)
        {
            xml.Start("CommonPrefixes"u8);
            Element(xml, "Prefix"u8, prefixes[i].Span);
            xml.End("CommonPrefixes"u8);
        }
    }

    /// <summary>A parameter as bytes of UTF-8; empty when it is absent.</summary>
    public static byte[] Bytes(string? text) => string.IsNullOrEmpty(text) ? [] : Encoding.UTF8.GetBytes(text);
}
