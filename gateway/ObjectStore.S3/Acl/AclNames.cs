using ObjectStore.Policies.Acl;

namespace ObjectStore.S3.Acl;

/// <summary>How S3 writes permissions and groups.</summary>
public static class AclNames
{
    private static readonly (string Name, AclPermission Permission)[] Permissions =
    [
        ("READ", AclPermission.Read), ("WRITE", AclPermission.Write), ("READ_ACP", AclPermission.ReadAcp), ("WRITE_ACP", AclPermission.WriteAcp),
        ("FULL_CONTROL", AclPermission.FullControl),
    ];

    private static readonly (string Uri, AclGranteeKind Kind)[] Groups =
    [
        ("http://acs.amazonaws.com/groups/global/AllUsers", AclGranteeKind.AllUsers),
        ("http://acs.amazonaws.com/groups/global/AuthenticatedUsers", AclGranteeKind.AuthenticatedUsers),
        ("http://acs.amazonaws.com/groups/s3/LogDelivery", AclGranteeKind.LogDelivery),
    ];

    /// <summary>False for what is no permission.</summary>
    public static bool TryParsePermission(string name, out AclPermission permission)
    {
        permission = Array.Find(Permissions, each => each.Name == name).Permission;
        return permission != AclPermission.None;
    }

    /// <summary>The name of a permission that one grant can hold.</summary>
    public static string NameOf(AclPermission permission) => Array.Find(Permissions, each => each.Permission == permission).Name ?? "FULL_CONTROL";

    /// <summary>False for what is no group.</summary>
    public static bool TryParseGroup(string uri, out AclGranteeKind group)
    {
        group = Array.Find(Groups, each => each.Uri == uri).Kind;
        return group != AclGranteeKind.User;
    }

    /// <summary>The address of a group.</summary>
    public static string UriOf(AclGranteeKind group) => Array.Find(Groups, each => each.Kind == group).Uri;
}
