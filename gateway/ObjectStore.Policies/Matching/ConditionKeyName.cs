namespace ObjectStore.Policies.Matching;

/// <summary>Names of condition keys, which are compared without regard to case, but for what follows a slash.</summary>
public static class ConditionKeyName
{
    /// <summary>The name as <see cref="IConditionKeys.Find"/> takes it.</summary>
    public static string Normalize(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? name.ToLowerInvariant() : string.Concat(name[..slash].ToLowerInvariant(), name.AsSpan(slash));
    }
}
