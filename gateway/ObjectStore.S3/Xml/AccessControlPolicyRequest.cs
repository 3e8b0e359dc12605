using System.Diagnostics.CodeAnalysis;
using System.Xml;
using ObjectStore.Policies.Acl;
using ObjectStore.S3.Acl;

namespace ObjectStore.S3.Xml;

/// <summary>Body of PutBucketAcl and PutObjectAcl.</summary>
/// <param name="OwnerId">The owner as the client takes it to be.</param>
/// <param name="Grants">At most <see cref="AccessControlList.GrantsMax"/>.</param>
public sealed record AccessControlPolicyRequest(string OwnerId, IReadOnlyList<RequestedGrant> Grants)
{
    /// <summary>Most bytes of the body.</summary>
    public const int BytesMax = 64 << 10;

    /// <summary>False when the document is not one, names no owner, has no list, or one with too many grants.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out AccessControlPolicyRequest? request)
    {
        request = null;
        try
        {
            using var reader = XmlRequestReader.Open(document, "AccessControlPolicy");
            List<RequestedGrant>? grants = null;
            string? owner = null;
            while (reader.TryReadChild(0, out var name))
            {
                if (name == "Owner") owner = ReadOwner(reader);
                else if (name != "AccessControlList" || !TryReadGrants(reader, grants ??= [])) return false;
            }

            reader.ReadEnd();
            if (owner is null || grants is null) return false;
            request = new AccessControlPolicyRequest(owner, grants);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static string? ReadOwner(XmlRequestReader reader)
    {
        string? id = null;
        while (reader.TryReadChild(1, out var name))
        {
            if (name == "ID") id = reader.ReadText().Trim();
            else reader.Skip();
        }

        return id;
    }

    private static bool TryReadGrants(XmlRequestReader reader, List<RequestedGrant> grants)
    {
        while (reader.TryReadChild(1, out var name))
        {
            if (name != "Grant" || grants.Count == AccessControlList.GrantsMax || !TryReadGrant(reader, out var grant)) return false;
            grants.Add(grant);
        }

        return true;
    }

    private static bool TryReadGrant(XmlRequestReader reader, out RequestedGrant grant)
    {
        grant = default;
        (GranteeForm Form, string Value)? grantee = null;
        var permission = AclPermission.None;
        while (reader.TryReadChild(2, out var name))
        {
            if (name == "Grantee") grantee = ReadGrantee(reader);
            else if (name != "Permission" || !AclNames.TryParsePermission(reader.ReadText().Trim(), out permission)) return false;
        }

        if (grantee is not { } found || permission == AclPermission.None) return false;
        grant = new RequestedGrant(found.Form, found.Value, permission);
        return true;
    }

    /// <summary>The element inside says what kind of grantee it is; the attribute may be left out, and repeats it otherwise.</summary>
    private static (GranteeForm Form, string Value)? ReadGrantee(XmlRequestReader reader)
    {
        var type = reader.ElementType();
        (GranteeForm, string)? found = null;
        while (reader.TryReadChild(3, out var name))
        {
            GranteeForm? form = name switch { "ID" => GranteeForm.Id, "EmailAddress" => GranteeForm.EmailAddress, "URI" => GranteeForm.Uri, _ => null };
            if (form is null) reader.Skip();
            else found = (form.Value, reader.ReadText().Trim());
        }

        return type is null || found is not { } grantee || type == TypeOf(grantee.Item1) ? found : null;
    }

    private static string TypeOf(GranteeForm form) => form switch
    {
        GranteeForm.Id => "CanonicalUser",
        GranteeForm.EmailAddress => "AmazonCustomerByEmail",
        _ => "Group",
    };
}
