namespace ObjectStore.S3.Acl;

/// <summary>How a client names whom a grant is for.</summary>
public enum GranteeForm
{
    /// <summary>By canonical id.</summary>
    Id,

    /// <summary>By address.</summary>
    EmailAddress,

    /// <summary>By the address of a group.</summary>
    Uri,
}
