namespace ObjectStore.Policies.Acl;

/// <summary>Who may do what with a bucket or an object. Immutable.</summary>
/// <param name="OwnerId">User id of the owner.</param>
/// <param name="Grants">At most <see cref="GrantsMax"/>.</param>
public sealed record AccessControlList(string OwnerId, IReadOnlyList<AclGrant> Grants)
{
    /// <summary>Most grants of a list (Amazon S3 user guide, "Access control list overview").</summary>
    public const int GrantsMax = 100;

    /// <summary>Whether it grants anything to the public.</summary>
    public bool IsPublic => Grants.Any(static grant => grant.IsPublic);

    /// <summary>Whether nobody but the owner is granted anything.</summary>
    public bool IsPrivate => Grants.All(grant => grant.Kind == AclGranteeKind.User && grant.UserId == OwnerId);

    /// <summary>Whether it is the list that a bucket or object has when nothing was said.</summary>
    public bool IsDefault =>
        Grants.Count == 1 && Grants[0] is { Kind: AclGranteeKind.User, Permission: AclPermission.FullControl } grant && grant.UserId == OwnerId;

    /// <summary>The list that a bucket or object has when nothing was said.</summary>
    public static AccessControlList PrivateOf(string ownerId) => new(ownerId, [new AclGrant(AclGranteeKind.User, ownerId, AclPermission.FullControl)]);

    /// <summary>Whether a grant permits somebody something.</summary>
    /// <param name="principal">Who.</param>
    /// <param name="permission">What.</param>
    /// <param name="ignoresPublic">Whether grants to the public count for nothing.</param>
    public bool Permits(RequestPrincipal principal, AclPermission permission, bool ignoresPublic)
    {
        foreach (var grant in Grants)
        {
            if ((grant.Permission & permission) != permission || (ignoresPublic && grant.IsPublic)) continue;
            var isMeant = grant.Kind switch
            {
                AclGranteeKind.AllUsers => true,
                AclGranteeKind.AuthenticatedUsers => !principal.IsAnonymous,
                AclGranteeKind.User => !principal.IsAnonymous && grant.UserId == principal.UserId,
                _ => false,
            };
            if (isMeant) return true;
        }

        return false;
    }
}
