using ObjectStore.Cluster.Iam;
using ObjectStore.Gateway.Queries;

namespace ObjectStore.Iam.Actions;

/// <summary>What the actions on managed policies have in common.</summary>
internal static class ManagedPolicies
{
    /// <summary>The ARN that a request names.</summary>
    public static string Arn(IamCall call) => call.Required("PolicyArn");

    /// <summary>The policy that a request names.</summary>
    public static IamManagedPolicy Find(IamCall call) => Find(call, Arn(call));

    /// <summary>The policy of an ARN.</summary>
    public static IamManagedPolicy Find(IamCall call, string arn) => IamPolicies.FindManaged(call.Account, arn) ?? throw IamErrors.NoSuchEntity("policy", arn);

    /// <summary>The policy that a request names, to be changed: one of the account.</summary>
    public static IamManagedPolicy FindOwn(IamCall call)
    {
        var policy = Find(call);
        return policy.AccountId == call.AccountId ? policy : throw QueryErrors.AccessDenied($"{policy.Arn} belongs to every account.");
    }

    /// <summary>Those to whom a policy is attached.</summary>
    public static IEnumerable<IamPrincipal> AttachedTo(IamManagedPolicy policy, IEnumerable<IamPrincipal> principals) => principals.Where(principal => principal.Attached.Contains(policy.Arn));

    /// <summary>Those whom a policy limits.</summary>
    public static IEnumerable<IamPrincipal> Limited(IamManagedPolicy policy, IEnumerable<IamPrincipal> principals) => principals.Where(principal => principal.Boundary == policy.Arn);

    /// <summary>To how many a policy is attached.</summary>
    public static int AttachmentsOf(IamCall call, IamManagedPolicy policy) => AttachedTo(policy, PrincipalsOf(call)).Count();

    /// <summary>How many a policy limits.</summary>
    public static int BoundariesOf(IamCall call, IamManagedPolicy policy) => Limited(policy, PrincipalsOf(call)).Count();

    private static IEnumerable<IamPrincipal> PrincipalsOf(IamCall call) => [.. call.Account.Groups.Values, .. call.Account.Users.Values, .. call.Account.Roles.Values];
}
