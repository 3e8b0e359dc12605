namespace ObjectStore.S3.Websites;

/// <summary>One routing rule.</summary>
/// <param name="Condition">When; null for always.</param>
/// <param name="Redirect">Where to.</param>
public sealed record RoutingRule(RoutingCondition? Condition, RoutingRedirect Redirect)
{
    /// <summary>The prefix of the keys that the rule is about.</summary>
    public string KeyPrefix => Condition?.KeyPrefix ?? "";

    /// <summary>Whether the rule is about a key, asked for or refused with a status.</summary>
    /// <param name="key">The key as it was asked for, without an index document; empty for the root.</param>
    /// <param name="errorStatus">Status of the error; null before the object is looked for.</param>
    public bool Matches(string key, int? errorStatus) => Condition?.ErrorStatus == errorStatus && key.StartsWith(KeyPrefix, StringComparison.Ordinal);
}
