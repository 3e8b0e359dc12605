using ObjectStore.Policies.Acl;

namespace ObjectStore.Policies.Access;

/// <summary>What a bucket says about who may do what in it. Immutable.</summary>
public sealed record AccessRules
{
    /// <summary>User id of the owner.</summary>
    public required string OwnerId { get; init; }

    /// <summary>The bucket's list; counts only with <see cref="AreAclsEnabled"/>.</summary>
    public required AccessControlList Acl { get; init; }

    /// <summary>Whether access control lists count. Where they do not, the bucket's owner owns all objects.</summary>
    public bool AreAclsEnabled { get; init; } = true;

    /// <summary>The bucket policy, or null.</summary>
    public PolicyDocument? Policy { get; init; }

    /// <summary>Whether the policy allows the public something.</summary>
    public bool IsPolicyPublic { get; init; }

    /// <summary>Whether grants to the public count for nothing.</summary>
    public bool IgnoresPublicAcls { get; init; }

    /// <summary>Whether a public policy allows nothing to others than the owner.</summary>
    public bool RestrictsPublicPolicy { get; init; }
}
