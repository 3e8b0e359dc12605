namespace ObjectStore.S3.Cors;

/// <summary>One rule for requests of other origins. Immutable.</summary>
public sealed record CorsRule
{
    /// <summary>Name that its author gave it, or null.</summary>
    public string? Id { get; init; }

    /// <summary>Origins, each with at most one <c>*</c>.</summary>
    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    /// <summary>Methods.</summary>
    public required IReadOnlyList<string> AllowedMethods { get; init; }

    /// <summary>Headers that a request may have, each with at most one <c>*</c>.</summary>
    public IReadOnlyList<string> AllowedHeaders { get; init; } = [];

    /// <summary>Headers of an answer that a script may see.</summary>
    public IReadOnlyList<string> ExposeHeaders { get; init; } = [];

    /// <summary>How long a browser may remember, or null.</summary>
    public int? MaxAgeSeconds { get; init; }

    /// <summary>Whether the rule is about requests of an origin with a method and headers.</summary>
    public bool Matches(string origin, string method, IEnumerable<string> headers) =>
        AllowedMethods.Contains(method)
        && AllowedOrigins.Any(pattern => IsMatch(pattern, origin, StringComparison.Ordinal))
        && headers.All(header => AllowedHeaders.Any(pattern => IsMatch(pattern, header, StringComparison.OrdinalIgnoreCase)));

    private static bool IsMatch(string pattern, string text, StringComparison comparison)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0) return pattern.Equals(text, comparison);
        return text.Length >= pattern.Length - 1
            && text.AsSpan().StartsWith(pattern.AsSpan(0, star), comparison)
            && text.AsSpan().EndsWith(pattern.AsSpan(star + 1), comparison);
    }
}
