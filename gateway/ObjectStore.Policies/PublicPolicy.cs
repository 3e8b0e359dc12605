using System.Net;
using System.Net.Sockets;
using ObjectStore.Policies.Conditions;
using ObjectStore.Policies.Matching;

namespace ObjectStore.Policies;

/// <summary>Whether a bucket policy gives access to the public.</summary>
/// <remarks>
/// Source: Amazon S3 user guide, "The meaning of public": a statement that allows everybody, unless a condition holds it to fixed values of one of
/// the keys that tell who or where the caller is. Addresses count only when their network is not wider than /8 (IPv4) or /32 (IPv6); those of
/// IPv4 may come as IPv6 ones, too. Who did not sign has an <c>aws:userid</c> like everybody else.
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
        if (condition.Key == "aws:userid" && condition.Values.Any(IsOfNobody)) return false;
        return NarrowingKeys.Contains(condition.Key) && op.Comparison != Comparison.Null && condition.Values.All(IsFixed);
    }

    private static bool IsFixed(TextPattern value) => !value.HasVariables && !value.Source.AsSpan().ContainsAny('*', '?');

    private static bool IsOfNobody(TextPattern value) => value.Source.Equals(RequestPrincipal.Anonymous.UniqueId, StringComparison.OrdinalIgnoreCase);

    private static bool IsNarrowNetwork(string text)
    {
        if (!ValueComparer.TryParseNetwork(text, out var network)) return false;
        return network.BaseAddress.AddressFamily == AddressFamily.InterNetwork
            ? network.PrefixLength >= Ipv4PrefixMin
            : network.PrefixLength >= Ipv6PrefixMin && !HoldsMapped(network);
    }

    /// <summary>
    /// Whether a network of IPv6 holds all addresses that stand for those of IPv4 (RFC 4291 §2.5.5.2). Here no request is found in it by them, but whoever names it
    /// means everybody.
    /// </summary>
    private static bool HoldsMapped(IPNetwork network) =>
        ValueComparer.TryParseNetwork($"::ffff:0:0/{network.PrefixLength}", out var mapped) && mapped.BaseAddress.Equals(network.BaseAddress);
}
