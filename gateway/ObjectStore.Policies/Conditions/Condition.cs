using ObjectStore.Policies.Matching;

namespace ObjectStore.Policies.Conditions;

/// <summary>One key of a condition block with the values that it is compared with. Immutable.</summary>
/// <remarks>
/// Source: IAM user guide, "Condition operators" and "Multivalued context keys". A key that the request has not got fails every operator but the
/// negated ones, those that end in IfExists, Null, and ForAllValues.
/// </remarks>
internal sealed class Condition(ConditionOperator op, string key, IReadOnlyList<TextPattern> values)
{
    /// <summary>Normalized name.</summary>
    public string Key => key;

    /// <summary>How it compares.</summary>
    public ConditionOperator Operator => op;

    /// <summary>What it compares with.</summary>
    public IReadOnlyList<TextPattern> Values => values;

    /// <summary>Whether it holds for a request that has not got the key.</summary>
    public bool HoldsWithoutKey => op.Comparison == Comparison.Null
        ? IsNullAs(isAbsent: true)
        : op.IsIfExists || op.Quantifier == Quantifier.All || (op.IsNegated && op.Quantifier == Quantifier.Single);

    public bool Holds(PolicyRequest request)
    {
        var actual = request.Keys.Find(key);
        var isAbsent = actual is null || actual.Count == 0;
        if (isAbsent) return HoldsWithoutKey;
        if (op.Comparison == Comparison.Null) return IsNullAs(isAbsent: false);
        return op.Quantifier == Quantifier.All
            ? actual!.All(value => HoldsFor(value, request))
            : actual!.Any(value => HoldsFor(value, request));
    }

    private bool IsNullAs(bool isAbsent) => values.Any(value => value.Source.Equals("true", StringComparison.OrdinalIgnoreCase) == isAbsent);

    private bool HoldsFor(string actual, PolicyRequest request)
    {
        foreach (var value in values)
        {
            if (value.Expand(request) is { } expected && ValueComparer.Matches(op.Comparison, actual, expected)) return !op.IsNegated;
        }

        return op.IsNegated;
    }
}
