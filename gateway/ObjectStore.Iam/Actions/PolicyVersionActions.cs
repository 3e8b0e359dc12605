using System.Globalization;
using ObjectStore.Cluster.Iam;
using ObjectStore.Gateway.Queries;
using ObjectStore.Policies;

namespace ObjectStore.Iam.Actions;

/// <summary>Versions of managed policies. Numbers go on rising when versions are deleted.</summary>
internal static class PolicyVersionActions
{
    public static IReadOnlyList<IamAction> All { get; } =
    [
        new("CreatePolicyVersion", IamResource.Policy, Create),
        new("GetPolicyVersion", IamResource.Policy, Get),
        new("ListPolicyVersions", IamResource.Policy, List),
        new("SetDefaultPolicyVersion", IamResource.Policy, SetDefault),
        new("DeletePolicyVersion", IamResource.Policy, Delete),
    ];

    private static IamOutcome Create(IamCall call)
    {
        var policy = ManagedPolicies.FindOwn(call);
        var document = PolicyDocuments.Check(call.Required("PolicyDocument"), PolicyKind.Identity, IamLimits.PolicyLengthMax);
        var isDefault = call.Optional("SetAsDefault") switch
        {
            null or "false" => false,
            "true" => true,
            _ => throw QueryErrors.Validation("The specified value for setAsDefault is invalid. It must be true or false."),
        };
        if (policy.Versions.Count >= IamLimits.PolicyVersionsMax) throw IamErrors.LimitExceeded("VersionsPerPolicy", IamLimits.PolicyVersionsMax);
        var changed = policy.Add(document, isDefault, call.Now);
        return new IamOutcome(IamXml.One("PolicyVersion", xml => IamXml.Version(xml, changed, changed.Versions[^1]))) { Stored = [changed] };
    }

    private static IamOutcome Get(IamCall call)
    {
        var policy = ManagedPolicies.Find(call);
        var version = VersionOf(call, policy);
        return new IamOutcome(IamXml.One("PolicyVersion", xml => IamXml.WholeVersion(xml, policy, version)));
    }

    /// <summary>The newest first.</summary>
    private static IamOutcome List(IamCall call)
    {
        var policy = ManagedPolicies.Find(call);
        return new IamOutcome(IamPaging.Page(call, "Versions", policy.Versions.Reverse(), KeyOf, (xml, version) => IamXml.Version(xml, policy, version)));

        static string KeyOf(IamPolicyVersion version) => (int.MaxValue - version.Number).ToString("d10", CultureInfo.InvariantCulture);
    }

    private static IamOutcome SetDefault(IamCall call)
    {
        var policy = ManagedPolicies.FindOwn(call);
        return IamOutcome.Store(policy.Choose(VersionOf(call, policy), call.Now));
    }

    private static IamOutcome Delete(IamCall call)
    {
        var policy = ManagedPolicies.FindOwn(call);
        var version = VersionOf(call, policy);
        return version.Number == policy.DefaultNumber ? throw IamErrors.DeleteConflict("make another version the default one") : IamOutcome.Store(policy.Remove(version, call.Now));
    }

    private static IamPolicyVersion VersionOf(IamCall call, IamManagedPolicy policy)
    {
        var name = call.Required("VersionId");
        return policy.FindVersion(name) ?? throw IamErrors.NoSuchEntity("policy version", name);
    }
}
