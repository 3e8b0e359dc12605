using System.Collections.Frozen;

namespace ObjectStore.Policies.Conditions;

/// <summary>An operator of a condition block, taken apart.</summary>
/// <param name="Comparison">What it compares.</param>
/// <param name="IsNegated">Whether no value of the policy may match.</param>
/// <param name="IsIfExists">Whether it holds when the request has not got the key.</param>
/// <param name="Quantifier">How many values of the key have to match.</param>
internal readonly record struct ConditionOperator(Comparison Comparison, bool IsNegated, bool IsIfExists, Quantifier Quantifier)
{
    private const string IfExists = "IfExists";
    private const string ForAllValues = "ForAllValues:";
    private const string ForAnyValue = "ForAnyValue:";

    private static readonly FrozenDictionary<string, (Comparison Comparison, bool IsNegated)> Operators =
        new Dictionary<string, (Comparison, bool)>
        {
            ["StringEquals"] = (Comparison.StringEquals, false),
            ["StringNotEquals"] = (Comparison.StringEquals, true),
            ["StringEqualsIgnoreCase"] = (Comparison.StringEqualsIgnoreCase, false),
            ["StringNotEqualsIgnoreCase"] = (Comparison.StringEqualsIgnoreCase, true),
            ["StringLike"] = (Comparison.StringLike, false),
            ["StringNotLike"] = (Comparison.StringLike, true),
            ["NumericEquals"] = (Comparison.NumericEquals, false),
            ["NumericNotEquals"] = (Comparison.NumericEquals, true),
            ["NumericLessThan"] = (Comparison.NumericLessThan, false),
            ["NumericLessThanEquals"] = (Comparison.NumericLessThanEquals, false),
            ["NumericGreaterThan"] = (Comparison.NumericGreaterThan, false),
            ["NumericGreaterThanEquals"] = (Comparison.NumericGreaterThanEquals, false),
            ["DateEquals"] = (Comparison.DateEquals, false),
            ["DateNotEquals"] = (Comparison.DateEquals, true),
            ["DateLessThan"] = (Comparison.DateLessThan, false),
            ["DateLessThanEquals"] = (Comparison.DateLessThanEquals, false),
            ["DateGreaterThan"] = (Comparison.DateGreaterThan, false),
            ["DateGreaterThanEquals"] = (Comparison.DateGreaterThanEquals, false),
            ["Bool"] = (Comparison.Bool, false),
            ["BinaryEquals"] = (Comparison.BinaryEquals, false),
            ["IpAddress"] = (Comparison.IpAddress, false),
            ["NotIpAddress"] = (Comparison.IpAddress, true),
            ["ArnEquals"] = (Comparison.ArnLike, false),
            ["ArnNotEquals"] = (Comparison.ArnLike, true),
            ["ArnLike"] = (Comparison.ArnLike, false),
            ["ArnNotLike"] = (Comparison.ArnLike, true),
            ["Null"] = (Comparison.Null, false),
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a value may hold wildcards.</summary>
    public bool HasWildcards => Comparison is Comparison.StringLike or Comparison.ArnLike;

    /// <summary>False for what is no operator, and for <c>NullIfExists</c>, which would mean nothing.</summary>
    public static bool TryParse(string name, out ConditionOperator parsed)
    {
        parsed = default;
        var rest = name.AsSpan();
        var quantifier = Quantifier.Single;
        if (TryTake(ref rest, ForAllValues)) quantifier = Quantifier.All;
        else if (TryTake(ref rest, ForAnyValue)) quantifier = Quantifier.Any;
        var isIfExists = rest.EndsWith(IfExists, StringComparison.OrdinalIgnoreCase);
        if (isIfExists) rest = rest[..^IfExists.Length];
        if (!Operators.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(rest, out var found)) return false;
        if (found.Comparison == Comparison.Null && (isIfExists || quantifier != Quantifier.Single)) return false;
        parsed = new ConditionOperator(found.Comparison, found.IsNegated, isIfExists, quantifier);
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<char> text, string prefix)
    {
        if (!text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return false;
        text = text[prefix.Length..];
        return true;
    }
}
