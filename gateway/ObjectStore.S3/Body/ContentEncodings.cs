namespace ObjectStore.S3.Body;

/// <summary>What of <c>Content-Encoding</c> belongs to the object rather than to the request.</summary>
public static class ContentEncodings
{
    private const string AwsChunked = "aws-chunked";

    /// <summary>The value without <c>aws-chunked</c>, which is taken off while receiving; null when nothing is left to store.</summary>
    public static string? ToStore(string? header)
    {
        if (header is null || !header.Contains(AwsChunked, StringComparison.OrdinalIgnoreCase)) return header;
        var kept = header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(encoding => !encoding.Equals(AwsChunked, StringComparison.OrdinalIgnoreCase));
        return string.Join(',', kept) is { Length: > 0 } rest ? rest : null;
    }
}
