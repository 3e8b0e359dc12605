using ObjectStore.Gateway.Operations.Listing;
using ObjectStore.Policies.Acl;
using ObjectStore.S3.Acl;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>Renders access control lists.</summary>
internal static class AclAnswer
{
    /// <summary>The answer of GetBucketAcl and GetObjectAcl: groups first, as other stores do.</summary>
    public static S3XmlWriter Render(S3Context context, AccessControlList acl)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("AccessControlPolicy"u8);
        BucketListing.WriteOwner(context, xml, "Owner"u8, acl.OwnerId);
        xml.Start("AccessControlList"u8);
        foreach (var grant in acl.Grants.OrderBy(static grant => grant.Kind == AclGranteeKind.User))
        {
            xml.Start("Grant"u8);
            WriteGrantee(context, xml, grant);
            xml.Element("Permission"u8, AclNames.NameOf(grant.Permission));
            xml.End("Grant"u8);
        }

        xml.End("AccessControlList"u8);
        xml.End("AccessControlPolicy"u8);
        return xml;
    }

    private static void WriteGrantee(S3Context context, S3XmlWriter xml, AclGrant grant)
    {
        if (grant.Kind == AclGranteeKind.User)
        {
            xml.Start("Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\""u8);
            xml.Element("ID"u8, grant.UserId);
            xml.Element("DisplayName"u8, context.NameOf(grant.UserId));
        }
        else
        {
            xml.Start("Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\""u8);
            xml.Element("URI"u8, AclNames.UriOf(grant.Kind));
        }

        xml.End("Grantee"u8);
    }
}
