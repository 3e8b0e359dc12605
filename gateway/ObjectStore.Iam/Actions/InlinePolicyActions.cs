using System.Text;
using ObjectStore.Cluster.Iam;
using ObjectStore.Policies;

namespace ObjectStore.Iam.Actions;

/// <summary>Policies that users, groups and roles have for themselves.</summary>
internal static class InlinePolicyActions
{
    public static IReadOnlyList<IamAction> All { get; } = [.. PrincipalKind.All.SelectMany(ActionsOf)];

    private static IEnumerable<IamAction> ActionsOf(PrincipalKind kind) =>
    [
        new($"Put{kind.Name}Policy", kind.Resource, call => Put(call, kind)),
        new($"Get{kind.Name}Policy", kind.Resource, call => Get(call, kind)),
        new($"List{kind.Name}Policies", kind.Resource, call => List(call, kind)),
        new($"Delete{kind.Name}Policy", kind.Resource, call => Delete(call, kind)),
    ];

    private static IamOutcome Put(IamCall call, PrincipalKind kind)
    {
        var owner = kind.Find(call);
        var name = call.LongName("PolicyName");
        var document = PolicyDocuments.Check(call.Required("PolicyDocument"), PolicyKind.Identity, kind.PoliciesLengthMax);
        var policies = owner.Policies.Where(policy => policy.Name != name).Append(new IamInlinePolicy(name, document)).OrderBy(static policy => policy.Name, StringComparer.Ordinal).ToList();
        if (policies.Count > IamLimits.InlinePoliciesMax) throw IamErrors.LimitExceeded("InlinePolicies", IamLimits.InlinePoliciesMax);
        if (policies.Sum(static policy => PolicyDocuments.LengthOf(policy.Document)) > kind.PoliciesLengthMax) throw IamErrors.LimitExceeded("PolicySize", kind.PoliciesLengthMax);
        return IamOutcome.Store(owner with { Policies = policies });
    }

    private static IamOutcome Get(IamCall call, PrincipalKind kind)
    {
        var owner = kind.Find(call);
        var policy = PolicyOf(call, owner);
        return new IamOutcome(xml =>
        {
            xml.Element(Encoding.ASCII.GetBytes(kind.Parameter), owner.Name);
            xml.Element("PolicyName"u8, policy.Name);
            xml.Element("PolicyDocument"u8, IamXml.Document(policy.Document));
        });
    }

    private static IamOutcome List(IamCall call, PrincipalKind kind) =>
        new(IamPaging.Page(call, "PolicyNames", kind.Find(call).Policies, static policy => policy.Name, static (xml, policy) => xml.Text(policy.Name)));

    private static IamOutcome Delete(IamCall call, PrincipalKind kind)
    {
        var owner = kind.Find(call);
        var policy = PolicyOf(call, owner);
        return IamOutcome.Store(owner with { Policies = [.. owner.Policies.Where(other => other.Name != policy.Name)] });
    }

    private static IamInlinePolicy PolicyOf(IamCall call, IamPrincipal owner)
    {
        var name = call.LongName("PolicyName");
        return owner.Policies.FirstOrDefault(policy => policy.Name == name) ?? throw IamErrors.NoSuchEntity("policy", name);
    }
}
