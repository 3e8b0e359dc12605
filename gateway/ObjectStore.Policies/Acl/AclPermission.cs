namespace ObjectStore.Policies.Acl;

/// <summary>What a grant permits. Stored as a number; the values stay.</summary>
[Flags]
public enum AclPermission
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Listing a bucket, reading an object.</summary>
    Read = 1,

    /// <summary>Writing and deleting objects of a bucket.</summary>
    Write = 2,

    /// <summary>Reading the access control list.</summary>
    ReadAcp = 4,

    /// <summary>Changing the access control list.</summary>
    WriteAcp = 8,

    /// <summary>All of these.</summary>
    FullControl = Read | Write | ReadAcp | WriteAcp,
}
