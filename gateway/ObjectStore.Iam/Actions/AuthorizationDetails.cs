using ObjectStore.Cluster.Iam;
using ObjectStore.Gateway.Queries;
using ObjectStore.S3.Xml;

namespace ObjectStore.Iam.Actions;

/// <summary>All users, groups, roles and managed policies of an account with what they allow.</summary>
internal static class AuthorizationDetails
{
    private const string Users = "UserDetailList";
    private const string Groups = "GroupDetailList";
    private const string Roles = "RoleDetailList";
    private const string Policies = "Policies";

    private static readonly string[] Filters = ["User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy"];

    public static IamOutcome Get(IamCall call)
    {
        var filter = call.ListOf("Filter");
        if (filter.FirstOrDefault(static name => !Filters.Contains(name)) is not null) throw QueryErrors.Validation($"The specified value for filter is invalid. It must be one of {string.Join(", ", Filters)}.");
        var account = call.Account;
        IEnumerable<(string List, string Key, IamEntity Item)> items =
        [
            .. Of("User", Users, account.Users),
            .. Of("Group", Groups, account.Groups),
            .. Of("Role", Roles, account.Roles),
            .. Of("LocalManagedPolicy", Policies, account.Policies).Concat(Of("AWSManagedPolicy", Policies, AwsManagedPolicies.All.Select(static policy => KeyValuePair.Create(policy.Arn, policy))))
                .OrderBy(static item => item.Key, StringComparer.Ordinal),
        ];
        return new IamOutcome(IamPaging.PageOfLists(call, [Users, Groups, Roles, Policies], items, (xml, item) => Write(xml, call, item)));

        IEnumerable<(string, string Key, IamEntity)> Of<T>(string name, string list, IEnumerable<KeyValuePair<string, T>> entities)
            where T : IamEntity =>
            filter.Count == 0 || filter.Contains(name) ? entities.Select(entity => (list, entity.Key, (IamEntity)entity.Value)) : [];
    }

    private static void Write(S3XmlWriter xml, IamCall call, IamEntity entity)
    {
        switch (entity)
        {
            case IamUser user:
                IamXml.WholeUser(xml, user);
                IamXml.Texts(xml, "GroupList", user.Groups.Select(call.Snapshot.Find).OfType<IamGroup>().Select(static group => group.Name));
                Rights(xml, call, "UserPolicyList", user);
                break;
            case IamGroup group:
                IamXml.Group(xml, group);
                Rights(xml, call, "GroupPolicyList", group);
                break;
            case IamRole role:
                IamXml.WholeRole(xml, role);
                IamXml.Texts(xml, "InstanceProfileList", []);
                Rights(xml, call, "RolePolicyList", role);
                break;
            case IamManagedPolicy policy:
                IamXml.Policy(xml, policy, ManagedPolicies.AttachmentsOf(call, policy), ManagedPolicies.BoundariesOf(call, policy));
                IamXml.List(xml, "PolicyVersionList", policy.Versions.Reverse(), (xml, version) => IamXml.WholeVersion(xml, policy, version));
                break;
        }
    }

    private static void Rights(S3XmlWriter xml, IamCall call, string list, IamPrincipal principal)
    {
        IamXml.List(xml, list, principal.Policies, static (xml, policy) =>
        {
            xml.Element("PolicyName"u8, policy.Name);
            xml.Element("PolicyDocument"u8, IamXml.Document(policy.Document));
        });
        IamXml.List(xml, "AttachedManagedPolicies", principal.Attached.Select(arn => IamPolicies.FindManaged(call.Account, arn)).OfType<IamManagedPolicy>(), IamXml.AttachedPolicy);
    }
}
