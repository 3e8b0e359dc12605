namespace ObjectStore.Policies;

/// <summary>What a statement does to the requests that it matches.</summary>
public enum PolicyEffect
{
    /// <summary>It allows them, unless another statement denies them.</summary>
    Allow,

    /// <summary>It denies them, whatever else allows them.</summary>
    Deny,
}
