using ObjectStore.Index.Objects;
using ObjectStore.Policies.Acl;

namespace ObjectStore.Gateway.Authorization;

/// <summary>
/// The access control list of an object: a pair of its metadata whose name no header can have. One that only the owner has is not stored.
/// </summary>
internal static class ObjectAcl
{
    /// <summary>Name of the pair.</summary>
    public const string Name = ":acl";

    /// <summary>The list of an object.</summary>
    public static AccessControlList Of(ObjectRecord record)
    {
        var metadata = record.Metadata;
        for (var i = 0; i < metadata.Count; i++)
        {
            if (metadata[i].Key == Name && AclText.TryParse(metadata[i].Value, record.OwnerId, out var acl)) return acl;
        }

        return AccessControlList.PrivateOf(record.OwnerId);
    }

    /// <summary>Metadata with a list in place of the one that it may hold.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Put(IReadOnlyList<KeyValuePair<string, string>> metadata, AccessControlList acl)
    {
        if (acl.IsDefault && !HasList(metadata)) return metadata;
        var others = metadata.Where(static pair => pair.Key != Name);
        return acl.IsDefault ? [.. others] : [.. others, new(Name, AclText.Format(acl))];
    }

    private static bool HasList(IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        for (var i = 0; i < metadata.Count; i++)
        {
            if (metadata[i].Key == Name) return true;
        }

        return false;
    }

    /// <summary>Whether a stored pair is not for answers.</summary>
    public static bool IsHidden(string name) => name.StartsWith(':');
}
