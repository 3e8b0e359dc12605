using ObjectStore.Cluster.Iam;
using ObjectStore.Gateway.Queries;
using ObjectStore.Policies;
using ObjectStore.S3.Xml;

namespace ObjectStore.Iam.Actions;

/// <summary>Managed policies.</summary>
internal static class ManagedPolicyActions
{
    public static IReadOnlyList<IamAction> All { get; } =
    [
        new("CreatePolicy", IamResource.Of(static call => call.Arn($"policy{call.Optional("Path") ?? "/"}{call.Required("PolicyName")}")), Create) { Keys = IamParameters.Tags },
        new("GetPolicy", IamResource.Policy, Get),
        new("ListPolicies", IamResource.Of(static call => call.Arn("policy" + call.PathPrefix)), List),
        new("DeletePolicy", IamResource.Policy, Delete),
        new("ListEntitiesForPolicy", IamResource.Policy, ListEntities),
    ];

    private static IamOutcome Create(IamCall call)
    {
        var name = call.LongName("PolicyName");
        if (call.Account.FindPolicy(name) is not null) throw IamErrors.AlreadyExists("Policy", name);
        if (call.Account.Policies.Count >= IamLimits.PoliciesMax) throw IamErrors.LimitExceeded("PoliciesPerAccount", IamLimits.PoliciesMax);
        var document = PolicyDocuments.Check(call.Required("PolicyDocument"), PolicyKind.Identity, IamLimits.PolicyLengthMax);
        var policy = new IamManagedPolicy(IamIds.NewPolicy(), call.AccountId, call.Now, name, call.Path("Path") ?? "/", document) { Description = call.Description ?? "", Tags = IamTags.Read(call) };
        return new IamOutcome(IamXml.One("Policy", xml => Whole(xml, call, policy))) { Stored = [policy] };
    }

    private static IamOutcome Get(IamCall call)
    {
        var policy = ManagedPolicies.Find(call);
        return new IamOutcome(IamXml.One("Policy", xml => Whole(xml, call, policy)));
    }

    private static IamOutcome List(IamCall call)
    {
        var (prefix, scope, onlyAttached, usage) = (call.PathPrefix, call.Optional("Scope") ?? "All", call.Optional("OnlyAttached") == "true", PolicyUsage.Read(call));
        if (scope is not ("All" or "AWS" or "Local")) throw QueryErrors.Validation("The specified value for scope is invalid. It must be All, AWS or Local.");
        IEnumerable<IamManagedPolicy> policies = [.. scope == "Local" ? [] : AwsManagedPolicies.All, .. scope == "AWS" ? [] : call.Account.Policies.Values];
        var listed = policies.Where(policy => policy.Path.StartsWith(prefix, StringComparison.Ordinal) && (!onlyAttached || UsesOf(policy) > 0))
            .OrderBy(static policy => policy.Arn, StringComparer.Ordinal);
        return new IamOutcome(IamPaging.Page(call, "Policies", listed, static policy => policy.Arn, (xml, policy) => One(xml, call, policy)));

        int UsesOf(IamManagedPolicy policy) =>
            (usage.Attached ? ManagedPolicies.AttachmentsOf(call, policy) : 0) + (usage.Boundary ? ManagedPolicies.BoundariesOf(call, policy) : 0);
    }

    private static IamOutcome Delete(IamCall call)
    {
        var policy = ManagedPolicies.FindOwn(call);
        if (ManagedPolicies.AttachmentsOf(call, policy) > 0) throw IamErrors.DeleteConflict("detach the policy from all entities");
        if (ManagedPolicies.BoundariesOf(call, policy) > 0) throw IamErrors.DeleteConflict("remove the policy as the permissions boundary of all entities");
        return policy.Versions.Count > 1 ? throw IamErrors.DeleteConflict("delete all versions but the default one") : IamOutcome.Remove(policy);
    }

    private static IamOutcome ListEntities(IamCall call)
    {
        var (policy, usage, prefix) = (ManagedPolicies.Find(call), PolicyUsage.Read(call), call.PathPrefix);
        var filter = call.Optional("EntityFilter");
        if (filter is not (null or "User" or "Role" or "Group" or "LocalManagedPolicy" or "AWSManagedPolicy"))
            throw QueryErrors.Validation("The specified value for entityFilter is invalid. It must be User, Role or Group.");
        var entities = Of("PolicyGroups", "Group", call.Account.Groups.Values).Concat(Of("PolicyUsers", "User", call.Account.Users.Values)).Concat(Of("PolicyRoles", "Role", call.Account.Roles.Values));
        return new IamOutcome(IamPaging.PageOfLists(call, ["PolicyGroups", "PolicyUsers", "PolicyRoles"], entities, NameAndId));

        IEnumerable<(string List, string Key, IamPrincipal Item)> Of(string list, string kind, IEnumerable<IamPrincipal> principals)
        {
            if (filter is not null && filter != kind) return [];
            var found = principals.Where(principal =>
                principal.Path.StartsWith(prefix, StringComparison.Ordinal)
                && ((usage.Attached && principal.Attached.Contains(policy.Arn)) || (usage.Boundary && principal.Boundary == policy.Arn)));
            return found.Select(principal => (list, principal.Name.ToLowerInvariant(), principal));
        }
    }

    /// <summary>As lists hold it.</summary>
    private static void One(S3XmlWriter xml, IamCall call, IamManagedPolicy policy) =>
        IamXml.Policy(xml, policy, ManagedPolicies.AttachmentsOf(call, policy), ManagedPolicies.BoundariesOf(call, policy));

    private static void Whole(S3XmlWriter xml, IamCall call, IamManagedPolicy policy)
    {
        One(xml, call, policy);
        if (policy.Tags.Count > 0) IamXml.Tags(xml, policy.Tags);
    }

    private static void NameAndId(S3XmlWriter xml, IamPrincipal principal)
    {
        switch (principal)
        {
            case IamUser:
                xml.Element("UserName"u8, principal.Name);
                xml.Element("UserId"u8, principal.Id);
                break;
            case IamRole:
                xml.Element("RoleName"u8, principal.Name);
                xml.Element("RoleId"u8, principal.Id);
                break;
            default:
                xml.Element("GroupName"u8, principal.Name);
                xml.Element("GroupId"u8, principal.Id);
                break;
        }
    }
}
