namespace ObjectStore.S3.Auth;

/// <summary>Path and query of a request as they stood on the wire, nothing decoded.</summary>
internal readonly ref struct RequestTarget
{
    private RequestTarget(ReadOnlySpan<char> path, ReadOnlySpan<char> query)
    {
        Path = path;
        Query = query;
    }

    /// <summary>Begins with a slash, except for the target <c>*</c>.</summary>
    public ReadOnlySpan<char> Path { get; }

    /// <summary>Without the question mark; empty when there is none.</summary>
    public ReadOnlySpan<char> Query { get; }

    /// <summary>Takes the origin form (<c>/path?query</c>) and the absolute form (<c>http://host/path?query</c>) apart.</summary>
    public static RequestTarget Parse(ReadOnlySpan<char> rawTarget)
    {
        if (!rawTarget.StartsWith('/'))
        {
            var scheme = rawTarget.IndexOf("://", StringComparison.Ordinal);
            if (scheme >= 0)
            {
                rawTarget = rawTarget[(scheme + 3)..];
                var authority = rawTarget.IndexOfAny('/', '?');
                rawTarget = authority < 0 ? default : rawTarget[authority..];
            }
        }

        var question = rawTarget.IndexOf('?');
        var path = question < 0 ? rawTarget : rawTarget[..question];
        return new RequestTarget(path.IsEmpty ? "/" : path, question < 0 ? default : rawTarget[(question + 1)..]);
    }
}
