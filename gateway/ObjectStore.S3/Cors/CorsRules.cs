namespace ObjectStore.S3.Cors;

/// <summary>The rules of a bucket, the first that matches counts. Immutable.</summary>
/// <param name="Rules">1..100.</param>
public sealed record CorsRules(IReadOnlyList<CorsRule> Rules)
{
    /// <summary>Most rules (Amazon S3 user guide, "CORS configuration").</summary>
    public const int CountMax = 100;

    /// <summary>The rule for a request, or null.</summary>
    public CorsRule? Find(string origin, string method, IReadOnlyList<string> headers) => Rules.FirstOrDefault(rule => rule.Matches(origin, method, headers));
}
