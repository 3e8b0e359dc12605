namespace ObjectStore.S3.Http;

/// <summary>Entity tags in headers. Stored ones have no quotes; clients send them with and without.</summary>
public static class EntityTags
{
    /// <summary>Whether a list of entity tags (<c>If-Match</c>, <c>If-None-Match</c>) names <paramref name="etag"/>, or is <c>*</c>.</summary>
    public static bool Matches(ReadOnlySpan<char> list, string etag)
    {
        foreach (var range in list.Split(','))
        {
            var item = Unquote(list[range]);
            if (item is "*" || item.Equals(etag, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    /// <summary>One tag without white space, weakness and quotes.</summary>
    public static ReadOnlySpan<char> Unquote(ReadOnlySpan<char> tag)
    {
        tag = tag.Trim();
        if (tag.StartsWith("W/")) tag = tag[2..];
        return tag.Length >= 2 && tag[0] == '"' && tag[^1] == '"' ? tag[1..^1] : tag;
    }

    /// <summary>The tag as it stands in a header.</summary>
    public static string Quote(string etag) => string.Concat("\"", etag, "\"");
}
