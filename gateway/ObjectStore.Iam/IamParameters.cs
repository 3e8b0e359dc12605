namespace ObjectStore.Iam;

/// <summary>Parameters that are condition keys, of the actions that read them.</summary>
[Flags]
internal enum IamParameters
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>PermissionsBoundary</c>: it stands for the boundary that the entity has.</summary>
    Boundary = 1,

    /// <summary><c>PolicyArn</c> of what is attached or detached.</summary>
    Policy = 2,

    /// <summary><c>Tags</c>.</summary>
    Tags = 4,

    /// <summary><c>TagKeys</c>.</summary>
    TagKeys = 8,
}
