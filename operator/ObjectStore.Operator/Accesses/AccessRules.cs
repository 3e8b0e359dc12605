using System.Text;
using ObjectStore.Cluster.Identities;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;
using ObjectStore.Policies;

namespace ObjectStore.Operator.Accesses;

/// <summary>What is wrong with the rights that an access asks for. Pure.</summary>
internal static class AccessRules
{
    /// <summary>Most bytes of a policy, as of a bucket's.</summary>
    private const int PolicyBytesMax = PolicyParser.BucketPolicyBytesMax;

    private static readonly char[] Wildcards = ['*', '?', '$'];

    /// <summary>What is wrong, or null. The API server has checked most of it, unless its definitions are of another release.</summary>
    public static SpecProblem? Judge(BucketAccessSpec spec)
    {
        if (spec.Permission is not (BucketGrant.ReadOnly or BucketGrant.ReadWrite or BucketGrant.WriteOnly or BucketGrant.Custom))
            return new SpecProblem("InvalidPermission", $"The permission {spec.Permission} is not known.");
        if (spec.Permission == BucketGrant.Custom != spec.Policy is not null) return new SpecProblem("InvalidPermission", "The permission Custom needs a policy, the others have none.");
        if (spec.Prefix is { } prefix && (prefix.Length == 0 || prefix.IndexOfAny(Wildcards) >= 0)) return new SpecProblem("InvalidPrefix", "The prefix is empty, or has one of the characters * ? $.");
        if (spec.Policy is null) return null;
        var policy = Encoding.UTF8.GetBytes(spec.Policy);
        if (policy.Length > PolicyBytesMax) return InvalidPolicy($"it has more than {PolicyBytesMax} bytes");
        return PolicyParser.TryParse(policy, PolicyKind.Identity, out _, out var reason) ? null : InvalidPolicy(reason);
    }

    private static SpecProblem InvalidPolicy(string reason) => new("InvalidPolicy", $"The policy cannot be used: {reason}.");
}
