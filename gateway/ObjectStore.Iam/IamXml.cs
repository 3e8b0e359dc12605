using System.Text;
using ObjectStore.Cluster.Iam;
using ObjectStore.S3.Xml;

namespace ObjectStore.Iam;

/// <summary>Writes entities as IAM's answers hold them.</summary>
internal static class IamXml
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static Action<S3XmlWriter> One(string name, Action<S3XmlWriter> write) => xml =>
    {
        var utf8 = Encoding.ASCII.GetBytes(name);
        xml.Start(utf8);
        write(xml);
        xml.End(utf8);
    };

    public static void List<T>(S3XmlWriter xml, string name, IEnumerable<T> items, Action<S3XmlWriter, T> write)
    {
        var utf8 = Encoding.ASCII.GetBytes(name);
        xml.Start(utf8);
        foreach (var item in items)
        {
            xml.Start("member"u8);
            write(xml, item);
            xml.End("member"u8);
        }

        xml.End(utf8);
    }

    public static void Texts(S3XmlWriter xml, string name, IEnumerable<string> items) => List(xml, name, items, static (xml, text) => xml.Text(text));

    public static void Time(S3XmlWriter xml, ReadOnlySpan<byte> name, DateTimeOffset time) =>
        xml.Element(name, time.UtcDateTime.ToString(TimeFormat, System.Globalization.CultureInfo.InvariantCulture));

    public static void User(S3XmlWriter xml, IamUser user)
    {
        xml.Element("Path"u8, user.Path);
        xml.Element("UserName"u8, user.Name);
        xml.Element("UserId"u8, user.Id);
        xml.Element("Arn"u8, user.Arn);
        Time(xml, "CreateDate"u8, user.CreatedAt);
    }

    /// <summary>As User, with what lists leave out.</summary>
    public static void WholeUser(S3XmlWriter xml, IamUser user)
    {
        User(xml, user);
        Boundary(xml, user);
        if (user.Tags.Count > 0) Tags(xml, user.Tags);
    }

    public static void Group(S3XmlWriter xml, IamGroup group)
    {
        xml.Element("Path"u8, group.Path);
        xml.Element("GroupName"u8, group.Name);
        xml.Element("GroupId"u8, group.Id);
        xml.Element("Arn"u8, group.Arn);
        Time(xml, "CreateDate"u8, group.CreatedAt);
    }

    public static void Role(S3XmlWriter xml, IamRole role)
    {
        xml.Element("Path"u8, role.Path);
        xml.Element("RoleName"u8, role.Name);
        xml.Element("RoleId"u8, role.Id);
        xml.Element("Arn"u8, role.Arn);
        Time(xml, "CreateDate"u8, role.CreatedAt);
        xml.Element("AssumeRolePolicyDocument"u8, Document(role.TrustPolicy));
        if (role.Description.Length > 0) xml.Element("Description"u8, role.Description);
        xml.Element("MaxSessionDuration"u8, (long)role.MaxSession.TotalSeconds);
    }

    /// <summary>As Role, with what lists leave out.</summary>
    public static void WholeRole(S3XmlWriter xml, IamRole role)
    {
        Role(xml, role);
        Boundary(xml, role);
        if (role.Tags.Count > 0) Tags(xml, role.Tags);
    }

    public static void Policy(S3XmlWriter xml, IamManagedPolicy policy, int attachments, int boundaries)
    {
        xml.Element("PolicyName"u8, policy.Name);
        xml.Element("PolicyId"u8, policy.Id);
        xml.Element("Arn"u8, policy.Arn);
        xml.Element("Path"u8, policy.Path);
        xml.Element("DefaultVersionId"u8, IamPolicyVersion.NameOf(policy.DefaultNumber));
        xml.Element("AttachmentCount"u8, attachments);
        xml.Element("PermissionsBoundaryUsageCount"u8, boundaries);
        xml.Element("IsAttachable"u8, true);
        if (policy.Description.Length > 0) xml.Element("Description"u8, policy.Description);
        Time(xml, "CreateDate"u8, policy.CreatedAt);
        Time(xml, "UpdateDate"u8, policy.ChangedAt ?? policy.CreatedAt);
    }

    /// <summary>A policy as those hold it to whom it is attached.</summary>
    public static void AttachedPolicy(S3XmlWriter xml, IamManagedPolicy policy)
    {
        xml.Element("PolicyName"u8, policy.Name);
        xml.Element("PolicyArn"u8, policy.Arn);
    }

    /// <summary>A version without its document, as lists hold it.</summary>
    public static void Version(S3XmlWriter xml, IamManagedPolicy policy, IamPolicyVersion version)
    {
        xml.Element("VersionId"u8, version.Name);
        xml.Element("IsDefaultVersion"u8, version.Number == policy.DefaultNumber);
        Time(xml, "CreateDate"u8, version.CreatedAt);
    }

    /// <summary>A version with its document.</summary>
    public static void WholeVersion(S3XmlWriter xml, IamManagedPolicy policy, IamPolicyVersion version)
    {
        xml.Element("Document"u8, Document(version.Document));
        Version(xml, policy, version);
    }

    /// <summary>What limits a user or role, where something does.</summary>
    public static void Boundary(S3XmlWriter xml, IamPrincipal principal)
    {
        if (principal.Boundary is not { } arn) return;
        xml.Start("PermissionsBoundary"u8);
        xml.Element("PermissionsBoundaryType"u8, "Policy");
        xml.Element("PermissionsBoundaryArn"u8, arn);
        xml.End("PermissionsBoundary"u8);
    }

    public static void Tags(S3XmlWriter xml, IReadOnlyList<IamTag> tags) => List(xml, "Tags", tags, Tag);

    public static void Tag(S3XmlWriter xml, IamTag tag)
    {
        xml.Element("Key"u8, tag.Key);
        xml.Element("Value"u8, tag.Value);
    }

    /// <summary>Policies are in answers as in URLs (RFC 3986).</summary>
    public static string Document(string json) => Uri.EscapeDataString(json);
}
