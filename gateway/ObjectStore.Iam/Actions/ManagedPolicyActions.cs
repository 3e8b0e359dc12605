using ObjectStore.Cluster.Iam;
using ObjectStore.Gateway.Queries;
using ObjectStore.Policies;
using ObjectStore.S3.Xml;

namespace ObjectStore.Iam.Actions;

/// <summary>Managed policies. Each has one version, <c>v1</c>.</summary>
internal static class ManagedPolicyActions
{
    private const string OnlyVersion = "v1";

    public static IReadOnlyList<IamAction> All { get; } =
    [
        new("CreatePolicy", static call => call.Arn($"policy{call.Optional("Path") ?? "/"}{call.Required("PolicyName")}"), Create),
        new("GetPolicy", static call => call.Required("PolicyArn"), Get),
        new("ListPolicies", static call => call.Arn("policy" + call.PathPrefix), List),
        new("DeletePolicy", static call => call.Required("PolicyArn"), Delete),
        new("GetPolicyVersion", static call => call.Required("PolicyArn"), GetVersion),
        new("ListPolicyVersions", static call => call.Required("PolicyArn"), ListVersions),
        new("ListEntitiesForPolicy", static call => call.Required("PolicyArn"), ListEntities),
    ];

    private static IamOutcome Create(IamCall call)
    {
        var name = call.LongName("PolicyName");
        if (call.Account.FindPolicy(name) is not null) throw IamErrors.AlreadyExists("Policy", name);
        if (call.Account.Policies.Count >= IamLimits.PoliciesMax) throw IamErrors.LimitExceeded("PoliciesPerAccount", IamLimits.PoliciesMax);
        var document = PolicyDocuments.Check(call.Required("PolicyDocument"), PolicyKind.Identity, IamLimits.PolicyLengthMax);
        var policy = new IamManagedPolicy(IamIds.NewPolicy(), call.AccountId, call.Now, name, call.Path("Path") ?? "/", document) { Description = call.Description ?? "" };
        return new IamOutcome(IamXml.One("Policy", xml => IamXml.Policy(xml, policy, attachments: 0))) { Stored = [policy] };
    }

    private static IamOutcome Get(IamCall call)
    {
        var policy = PolicyOf(call);
        return new IamOutcome(IamXml.One("Policy", xml => IamXml.Policy(xml, policy, AttachmentsOf(call, policy))));
    }

    private static IamOutcome List(IamCall call)
    {
        var (prefix, scope, onlyAttached) = (call.PathPrefix, call.Optional("Scope") ?? "All", call.Optional("OnlyAttached") == "true");
        if (scope is not ("All" or "AWS" or "Local")) throw QueryErrors.Validation("The specified value for scope is invalid. It must be All, AWS or Local.");
        IEnumerable<IamManagedPolicy> policies = [.. scope == "Local" ? [] : AwsManagedPolicies.All, .. scope == "AWS" ? [] : call.Account.Policies.Values];
        var listed = policies.Where(policy => policy.Path.StartsWith(prefix, StringComparison.Ordinal) && (!onlyAttached || AttachmentsOf(call, policy) > 0))
            .OrderBy(static policy => policy.Arn, StringComparer.Ordinal);
        return new IamOutcome(IamPaging.Page(call, "Policies", listed, static policy => policy.Arn, (xml, policy) => IamXml.Policy(xml, policy, AttachmentsOf(call, policy))));
    }

    private static IamOutcome Delete(IamCall call)
    {
        var policy = PolicyOf(call);
        if (policy.AccountId != call.AccountId) throw QueryErrors.AccessDenied($"{policy.Arn} belongs to every account.");
        return AttachmentsOf(call, policy) > 0 ? throw IamErrors.DeleteConflict("detach the policy from all entities") : IamOutcome.Remove(policy);
    }

    private static IamOutcome GetVersion(IamCall call)
    {
        var policy = PolicyOf(call);
        var version = call.Required("VersionId");
        if (version != OnlyVersion) throw IamErrors.NoSuchEntity("policy version", version);
        return new IamOutcome(IamXml.One("PolicyVersion", xml =>
        {
            xml.Element("Document"u8, IamXml.Document(policy.Document));
            Version(xml, policy);
        }));
    }

    private static IamOutcome ListVersions(IamCall call) => new(IamPaging.Page(call, "Versions", [PolicyOf(call)], static _ => OnlyVersion, Version));

    private static IamOutcome ListEntities(IamCall call)
    {
        var policy = PolicyOf(call);
        var groups = Attached(call.Account.Groups.Values, policy);
        var users = Attached(call.Account.Users.Values, policy);
        var roles = Attached(call.Account.Roles.Values, policy);
        return new IamOutcome(xml =>
        {
            IamXml.List(xml, "PolicyGroups", groups, static (xml, group) => NameAndId(xml, "GroupName"u8, "GroupId"u8, group));
            IamXml.List(xml, "PolicyUsers", users, static (xml, user) => NameAndId(xml, "UserName"u8, "UserId"u8, user));
            IamXml.List(xml, "PolicyRoles", roles, static (xml, role) => NameAndId(xml, "RoleName"u8, "RoleId"u8, role));
            xml.Element("IsTruncated"u8, false);
        });
    }

    private static IamManagedPolicy PolicyOf(IamCall call)
    {
        var arn = call.Required("PolicyArn");
        return IamPolicies.FindManaged(call.Account, arn) ?? throw IamErrors.NoSuchEntity("policy", arn);
    }

    private static int AttachmentsOf(IamCall call, IamManagedPolicy policy) =>
        Attached(call.Account.Groups.Values, policy).Count() + Attached(call.Account.Users.Values, policy).Count() + Attached(call.Account.Roles.Values, policy).Count();

    private static IEnumerable<IamPrincipal> Attached(IEnumerable<IamPrincipal> principals, IamManagedPolicy policy) =>
        principals.Where(principal => principal.Attached.Contains(policy.Arn));

    private static void Version(S3XmlWriter xml, IamManagedPolicy policy)
    {
        xml.Element("VersionId"u8, OnlyVersion);
        xml.Element("IsDefaultVersion"u8, true);
        IamXml.Time(xml, "CreateDate"u8, policy.CreatedAt);
    }

    private static void NameAndId(S3XmlWriter xml, ReadOnlySpan<byte> name, ReadOnlySpan<byte> id, IamPrincipal principal)
    {
        xml.Element(name, principal.Name);
        xml.Element(id, principal.Id);
    }
}
