using System.Security.Cryptography.X509Certificates;

namespace ObjectStore.Rpc.Security;

/// <summary>How a certificate says who its holder is: the role is the organizational unit of the subject (OU), the name its common name (CN).</summary>
public static class PeerCertificate
{
    private const string CommonNameOid = "2.5.4.3";
    private const string OrganizationalUnitOid = "2.5.4.11";

    /// <summary>The unit's name for a role.</summary>
    public static string UnitOf(PeerRoles role) => role switch
    {
        PeerRoles.Gateway => "gateway",
        PeerRoles.Node => "node",
        PeerRoles.Curator => "curator",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "A certificate has exactly one role."),
    };

    /// <summary>Reads the identity; false when the subject names no role or more than one.</summary>
    public static bool TryRead(X509Certificate2 certificate, out PeerIdentity identity)
    {
        identity = null!;
        PeerRoles? role = null;
        string? name = null;
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (part.HasMultipleElements) return false;
            var type = part.GetSingleElementType().Value;
            if (type == CommonNameOid) name = part.GetSingleElementValue();
            if (type != OrganizationalUnitOid) continue;
            if (role is not null || !TryParseUnit(part.GetSingleElementValue(), out var parsed)) return false;
            role = parsed;
        }

        if (role is null || name is null) return false;
        identity = new PeerIdentity(role.Value, name);
        return true;
    }

    /// <summary>Reads the unit's name; false when it is no role.</summary>
    public static bool TryParseUnit(string? unit, out PeerRoles role)
    {
        role = unit switch
        {
            "gateway" => PeerRoles.Gateway,
            "node" => PeerRoles.Node,
            "curator" => PeerRoles.Curator,
            _ => PeerRoles.None,
        };
        return role != PeerRoles.None;
    }
}
