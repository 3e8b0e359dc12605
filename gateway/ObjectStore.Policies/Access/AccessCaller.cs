namespace ObjectStore.Policies.Access;

/// <summary>Who asks, and what rights come along. Immutable.</summary>
/// <param name="Principal">Who asks.</param>
public sealed record AccessCaller(RequestPrincipal Principal)
{
    /// <summary>Whether everything is allowed to the caller.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>Policies of the identity. Null: the identity has none, and whatever it owns is its own.</summary>
    public IReadOnlyList<PolicyDocument>? Policies { get; init; }

    /// <summary>What all that is allowed to the caller is limited to, or null.</summary>
    public PolicyDocument? Boundary { get; init; }

    /// <summary>What a session is limited to, or null.</summary>
    public PolicyDocument? SessionPolicy { get; init; }

    /// <summary>Whether the caller belongs to an account and is not its root.</summary>
    public bool IsAccountMember => Principal.IsMember;

    /// <summary>Whether nothing but deny statements limits the caller in what it owns.</summary>
    public bool IsRoot => !Principal.IsAnonymous && Policies is null && Boundary is null && SessionPolicy is null;
}
