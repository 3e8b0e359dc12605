using System.Text;
using ObjectStore.Cluster.Iam;
using ObjectStore.Policies;
using ObjectStore.Policies.Access;
using ObjectStore.Policies.Matching;

namespace ObjectStore.Sts.Service;

/// <summary>Decides who may assume a role. Pure.</summary>
/// <remarks>
/// Source: IAM user guide, "Policy evaluation logic" with a role's trust policy as the policy of the resource. The trust policy has to allow it in any case; whom
/// it allows only by naming an account needs a policy of its own that allows it, too, unless it is that account's root. Whom it names is not asked for one,
/// also where it is of another account (AWS asks there); a denial of its own counts.
/// </remarks>
internal static class RoleTrust
{
    private static readonly PolicyAction TagSession = StsActions.Get("sts:TagSession");
    private static readonly PolicyAction SetSourceIdentity = StsActions.Get("sts:SetSourceIdentity");

    /// <summary>Whether a caller may assume the role, with the tags and the source identity of the terms.</summary>
    public static bool Allows(IamRole role, AccessCaller caller, string action, TrustKeys keys, SessionTerms terms) =>
        TrustOf(role) is { } trust
        && Allows(trust, role, caller, StsActions.Get(action), keys)
        && (terms.Tags.Count == 0 || Allows(trust, role, caller, TagSession, keys))
        && (terms.SourceIdentity is null || Allows(trust, role, caller, SetSourceIdentity, keys));

    private static bool Allows(PolicyDocument trust, IamRole role, AccessCaller caller, PolicyAction action, TrustKeys keys)
    {
        var request = new PolicyRequest(caller.Principal, action, role.Arn, keys);
        if (!PolicyEvaluator.Evaluate(new PolicySet { Bucket = trust }, request).IsAllowed) return false;
        var policies = new PolicySet
        {
            Identity = caller.Policies,
            Boundary = caller.Boundary,
            Session = caller.SessionPolicy,
            Bucket = trust,
            AccountsDelegate = !caller.IsRoot && !caller.Principal.IsWebIdentity,
        };
        return PolicyEvaluator.Evaluate(policies, request).IsAllowed;
    }

    /// <summary>Null for a policy that this release cannot read: nobody may assume the role.</summary>
    private static PolicyDocument? TrustOf(IamRole role) => PolicyParser.TryParse(Encoding.UTF8.GetBytes(role.TrustPolicy), PolicyKind.Trust, out var trust, out _) ? trust : null;
}
