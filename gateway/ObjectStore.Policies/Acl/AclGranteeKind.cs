namespace ObjectStore.Policies.Acl;

/// <summary>Whom a grant is for.</summary>
public enum AclGranteeKind
{
    /// <summary>One user.</summary>
    User,

    /// <summary>Everybody.</summary>
    AllUsers,

    /// <summary>Everybody who signs.</summary>
    AuthenticatedUsers,

    /// <summary>The writer of access logs.</summary>
    LogDelivery,
}
