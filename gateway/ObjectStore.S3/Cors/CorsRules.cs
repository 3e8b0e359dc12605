using System.Buffers;
using System.Globalization;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.S3.Cors;

/// <summary>The rules of a bucket, the first that matches counts. Immutable.</summary>
/// <param name="Rules">At least one; <see cref="Check"/> wants no more than <see cref="CountMax"/>.</param>
public sealed record CorsRules(IReadOnlyList<CorsRule> Rules)
{
    /// <summary>Most rules (Amazon S3 user guide, "CORS configuration").</summary>
    public const int CountMax = 100;

    private static readonly string[] Methods = ["GET", "PUT", "POST", "DELETE", "HEAD"];

    /// <summary>Characters of the name of a header (RFC 9110 §5.6.2), <c>*</c> among them.</summary>
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The error of too many rules, of a method that cannot be allowed, of more wildcards than there may be, or of a header that has no such name; null otherwise.</summary>
    public S3Error? Check() => Rules.Count > CountMax
        ? Invalid(string.Create(CultureInfo.InvariantCulture, $"The number of CORS rules should not exceed allowed limit of {CountMax} rules."))
        : Rules.Select(CheckRule).FirstOrDefault(static error => error is not null);

    /// <summary>Whether browsers may be allowed a method at all.</summary>
    public static bool IsMethod(string method) => Methods.Contains(method, StringComparer.Ordinal);

    /// <summary>Whether a header can have the name.</summary>
    public static bool IsHeaderName(string name) => !name.AsSpan().ContainsAnyExcept(TokenCharacters);

    /// <summary>The rule for a request, or null. None is about an origin that is not ASCII: no browser sends one, and answers repeat it in a header.</summary>
    public CorsRule? Find(string origin, string method, IReadOnlyList<string> headers) =>
        ObjectHeaders.IsHeaderValue(origin) ? Rules.FirstOrDefault(rule => rule.Matches(origin, method, headers)) : null;

    private static S3Error? CheckRule(CorsRule rule)
    {
        if (rule.AllowedMethods.FirstOrDefault(static method => !IsMethod(method)) is { } method)
            return Invalid($"Found unsupported HTTP method in CORS config. Unsupported method is {method}");
        if (rule.AllowedOrigins.FirstOrDefault(HasWildcards) is { } origin) return Invalid($"AllowedOrigin \"{origin}\" can not have more than one wildcard.");
        if (rule.AllowedHeaders.FirstOrDefault(HasWildcards) is { } pattern) return Invalid($"AllowedHeader \"{pattern}\" can not have more than one wildcard.");
        if (rule.AllowedHeaders.FirstOrDefault(static header => !IsHeaderName(header)) is { } allowed) return Invalid($"AllowedHeader \"{allowed}\" contains invalid character.");
        if (rule.ExposeHeaders.FirstOrDefault(static header => header.Contains('*', StringComparison.Ordinal)) is { } wildcard)
            return Invalid($"ExposeHeader \"{wildcard}\" contains wildcard. We currently do not support wildcard for ExposeHeader.");
        return rule.ExposeHeaders.FirstOrDefault(static header => !IsHeaderName(header)) is { } exposed ? Invalid($"ExposeHeader \"{exposed}\" contains invalid character.") : null;
    }

    private static bool HasWildcards(string pattern) => pattern.AsSpan().Count('*') > 1;

    private static S3Error Invalid(string message) => new(S3ErrorCode.InvalidRequest, message);
}
