using Microsoft.AspNetCore.Http;
using ObjectStore.Policies.Acl;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Acl;

/// <summary>Grants that come as headers <c>x-amz-grant-…</c>: each a list of <c>id="…"</c>, <c>emailAddress="…"</c>, <c>uri="…"</c>.</summary>
public static class GrantHeaders
{
    /// <summary>What all these headers begin with.</summary>
    public const string Prefix = "x-amz-grant-";

    private static readonly (string Header, AclPermission Permission)[] Headers =
    [
        (Prefix + "read", AclPermission.Read), (Prefix + "write", AclPermission.Write), (Prefix + "read-acp", AclPermission.ReadAcp),
        (Prefix + "write-acp", AclPermission.WriteAcp), (Prefix + "full-control", AclPermission.FullControl),
    ];

    /// <summary>All grants of a request, none when there are no such headers. Gives the error of one that is not well formed, or of too many.</summary>
    public static S3Error? TryParse(IHeaderDictionary headers, out IReadOnlyList<RequestedGrant> grants)
    {
        var parsed = new List<RequestedGrant>();
        grants = parsed;
        foreach (var (header, permission) in Headers)
        {
            if (!headers.TryGetValue(header, out var values)) continue;
            foreach (var item in values.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!TryParseItem(item, permission, out var grant) || parsed.Count == AccessControlList.GrantsMax)
                    return InvalidArgumentError.Of("Argument format not recognized", header, values.ToString());
                parsed.Add(grant);
            }
        }

        return null;
    }

    private static bool TryParseItem(string item, AclPermission permission, out RequestedGrant grant)
    {
        grant = default;
        var equals = item.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) return false;
        GranteeForm? form = item[..equals].Trim().ToLowerInvariant() switch
        {
            "id" => GranteeForm.Id,
            "emailaddress" => GranteeForm.EmailAddress,
            "uri" => GranteeForm.Uri,
            _ => null,
        };
        if (form is null) return false;
        grant = new RequestedGrant(form.Value, item[(equals + 1)..].Trim().Trim('"'), permission);
        return grant.Value.Length > 0;
    }
}
