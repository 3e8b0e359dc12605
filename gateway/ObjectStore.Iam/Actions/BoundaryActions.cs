namespace ObjectStore.Iam.Actions;

/// <summary>Permissions boundaries of users and roles: managed policies that limit what all others allow.</summary>
internal static class BoundaryActions
{
    /// <summary>The parameter that names the policy.</summary>
    public const string Parameter = "PermissionsBoundary";

    public static IReadOnlyList<IamAction> All { get; } = [.. PrincipalKind.All.Where(static kind => kind.Name is not "Group").SelectMany(ActionsOf)];

    /// <summary>The boundary that a request for a new user or role names; null for none.</summary>
    public static string? Read(IamCall call) => call.Optional(Parameter) is { Length: > 0 } arn ? ManagedPolicies.Find(call, arn).Arn : null;

    private static IEnumerable<IamAction> ActionsOf(PrincipalKind kind) =>
    [
        new($"Put{kind.Name}PermissionsBoundary", kind.Arn, call => IamOutcome.Store(kind.Find(call) with { Boundary = ManagedPolicies.Find(call, call.Required(Parameter)).Arn })),
        new($"Delete{kind.Name}PermissionsBoundary", kind.Arn, call => Delete(call, kind)),
    ];

    private static IamOutcome Delete(IamCall call, PrincipalKind kind)
    {
        var principal = kind.Find(call);
        return principal.Boundary is null ? throw IamErrors.NoSuchEntity("permissions boundary of", principal.Name) : IamOutcome.Store(principal with { Boundary = null });
    }
}
