using ObjectStore.Cluster.Iam;

namespace ObjectStore.Iam.Actions;

/// <summary>Managed policies of users, groups and roles.</summary>
internal static class AttachmentActions
{
    public static IReadOnlyList<IamAction> All { get; } = [.. PrincipalKind.All.SelectMany(ActionsOf)];

    private static IEnumerable<IamAction> ActionsOf(PrincipalKind kind) =>
    [
        new($"Attach{kind.Name}Policy", kind.Resource, call => Attach(call, kind)) { Keys = IamParameters.Policy },
        new($"Detach{kind.Name}Policy", kind.Resource, call => Detach(call, kind)) { Keys = IamParameters.Policy },
        new($"ListAttached{kind.Name}Policies", kind.Resource, call => List(call, kind)),
    ];

    private static IamOutcome Attach(IamCall call, PrincipalKind kind)
    {
        var owner = kind.Find(call);
        var arn = call.Required("PolicyArn");
        if (IamPolicies.FindManaged(call.Account, arn) is null) throw IamErrors.NoSuchEntity("policy", arn);
        if (owner.Attached.Contains(arn)) return IamOutcome.Store();
        if (owner.Attached.Count >= IamLimits.AttachedMax) throw IamErrors.LimitExceeded($"PoliciesPer{kind.Name}", IamLimits.AttachedMax);
        return IamOutcome.Store(owner with { Attached = [.. owner.Attached.Append(arn).Order(StringComparer.Ordinal)] });
    }

    private static IamOutcome Detach(IamCall call, PrincipalKind kind)
    {
        var owner = kind.Find(call);
        var arn = call.Required("PolicyArn");
        if (!owner.Attached.Contains(arn)) throw IamErrors.NoSuchEntity("attached policy", arn);
        return IamOutcome.Store(owner with { Attached = [.. owner.Attached.Where(other => other != arn)] });
    }

    private static IamOutcome List(IamCall call, PrincipalKind kind)
    {
        var prefix = call.PathPrefix;
        var policies = kind.Find(call).Attached.Select(arn => IamPolicies.FindManaged(call.Account, arn)).OfType<IamManagedPolicy>()
            .Where(policy => policy.Path.StartsWith(prefix, StringComparison.Ordinal));
        return new IamOutcome(IamPaging.Page(call, "AttachedPolicies", policies, static policy => policy.Arn, IamXml.AttachedPolicy));
    }
}
