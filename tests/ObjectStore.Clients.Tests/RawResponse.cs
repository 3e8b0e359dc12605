namespace ObjectStore.Clients.Tests;

/// <summary>An HTTP answer as it came over the wire.</summary>
internal sealed record RawResponse(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The S3 error code in the body, or an empty string.</summary>
    public string Code
    {
        get
        {
            var start = Body.IndexOf("<Code>", StringComparison.Ordinal);
            return start < 0 ? "" : Body[(start + 6)..Body.IndexOf("</Code>", StringComparison.Ordinal)];
        }
    }
}
