using ObjectStore.Policies.Conditions;
using ObjectStore.Policies.Matching;

namespace ObjectStore.Policies;

/// <summary>Whether a bucket policy gives access to the public.</summary>
/// <remarks>
/// Source: Amazon S3 user guide, "The meaning of public": a statement that allows everybody, unless a condition holds it to fixed values of one of
/// the keys that tell who or where the caller is. Addresses count only when their network is not wider than /8 (IPv4) or /32 (IPv6).
/// </remarks>
public static class PublicPolicy
{
    private const int Ipv4PrefixMin = 8;
    private const int Ipv6PrefixMin = 32;

    private static readonly string[] NarrowingKeys =
    [
        "aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount", "aws:principalarn", "aws:sourcearn", "aws:sourceaccount",
        "aws:sourceowner", "aws:sourceorgid", "aws:sourcevpc", "aws:sourcevpce", "aws:userid", "s3:dataaccesspointarn", "s3:dataaccesspointaccount",
    ];

    /// <summary>Whether any statement of <paramref name="policy"/> makes it public.</summary>
    public static bool IsPublic(PolicyDocument policy) => policy.Statements.Any(IsPublic);

    private static bool IsPublic(PolicyStatement statement) =>
        statement.Effect == PolicyEffect.Allow
        && statement.Principals is { } principals && principals.Any(static principal => principal.IsEveryone)
        && !statement.Conditions.Any(Narrows);

    private static bool Narrows(Condition condition)
    {
        var op = condition.Operator;
        if (op.IsNegated || op.IsIfExists || op.Quantifier == Quantifier.All) return false;
        if (condition.Key == "aws:sourceip") return op.Comparison == Comparison.IpAddress && condition.Values.All(static value => IsNarrowNetwork(value.Source));
        return NarrowingKeys.Contains(condition.Key) && op.Comparison != Comparison.Null && condition.Values.All(IsFixed);
    }

    private static bool IsFixed(TextPattern value) => !value.HasVariables && !value.Source.AsSpan().ContainsAny('*', '?');

    private static bool IsNarrowNetwork(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return true;
        var length = int.TryParse(text.AsSpan(slash + 1), out var parsed) ? parsed : 0;
        return length >= (text.Contains(':', StringComparison.Ordinal) ? Ipv6PrefixMin : Ipv4PrefixMin);
    }
}
