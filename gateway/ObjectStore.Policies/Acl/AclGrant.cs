namespace ObjectStore.Policies.Acl;

/// <summary>One grant.</summary>
/// <param name="Kind">Whom it is for.</param>
/// <param name="UserId">The user; empty for a group.</param>
/// <param name="Permission">What it permits.</param>
public readonly record struct AclGrant(AclGranteeKind Kind, string UserId, AclPermission Permission)
{
    /// <summary>Whether it is for a group that anybody is in who has an account somewhere.</summary>
    public bool IsPublic => Kind is AclGranteeKind.AllUsers or AclGranteeKind.AuthenticatedUsers;
}
