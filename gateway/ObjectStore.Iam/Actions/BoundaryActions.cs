namespace ObjectStore.Iam.Actions;

/// <summary>Permissions boundaries of users and roles: managed policies that limit what all others allow.</summary>
internal static class BoundaryActions
{
    private const string Parameter = "PermissionsBoundary";

    public static IReadOnlyList<IamAction> All { get; } = [.. PrincipalKind.All.Where(static kind => kind.Name is not "Group").SelectMany(ActionsOf)];

    /// <summary>ARN of the boundary that a request names, as it is; null for none.</summary>
    public static string? Named(IamCall call) => call.Optional(Parameter) is { Length: > 0 } arn ? arn : null;

    /// <summary>The boundary that a request for a new user or role names; null for none.</summary>
    public static string? Read(IamCall call) => Named(call) is { } arn ? ManagedPolicies.Find(call, arn).Arn : null;

    private static IEnumerable<IamAction> ActionsOf(PrincipalKind kind) =>
    [
        new($"Put{kind.Name}PermissionsBoundary", kind.Resource, call => Put(call, kind)) { Keys = IamParameters.Boundary },
        new($"Delete{kind.Name}PermissionsBoundary", kind.Resource, call => Delete(call, kind)),
    ];

    private static IamOutcome Put(IamCall call, PrincipalKind kind) =>
        IamOutcome.Store(kind.Find(call) with { Boundary = ManagedPolicies.Find(call, call.Required(Parameter)).Arn });

    private static IamOutcome Delete(IamCall call, PrincipalKind kind)
    {
        var principal = kind.Find(call);
        return principal.Boundary is null ? throw IamErrors.NoSuchEntity("permissions boundary of", principal.Name) : IamOutcome.Store(principal with { Boundary = null });
    }
}
