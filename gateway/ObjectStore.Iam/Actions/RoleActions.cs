using ObjectStore.Cluster.Iam;
using ObjectStore.Policies;

namespace ObjectStore.Iam.Actions;

/// <summary>Roles.</summary>
internal static class RoleActions
{
    private const int SessionSecondsMin = 3600;
    private const int SessionSecondsMax = 43200;

    public static IReadOnlyList<IamAction> All { get; } =
    [
        new("CreateRole", IamResource.Role, Create) { Keys = IamParameters.Boundary | IamParameters.Tags },
        new("GetRole", IamResource.Role, Get),
        new("ListRoles", IamResource.Of(static call => call.Arn("role" + call.PathPrefix)), List),
        new("UpdateRole", IamResource.Role, Update),
        new("UpdateRoleDescription", IamResource.Role, UpdateDescription),
        new("UpdateAssumeRolePolicy", IamResource.Role, UpdateTrust),
        new("DeleteRole", IamResource.Role, Delete),
    ];

    private static IamOutcome Create(IamCall call)
    {
        var name = call.Name("RoleName");
        if (call.Account.FindRole(name) is not null) throw IamErrors.AlreadyExists("Role", name);
        if (call.Account.Roles.Count >= IamLimits.RolesMax) throw IamErrors.LimitExceeded("RolesPerAccount", IamLimits.RolesMax);
        var trust = PolicyDocuments.Check(call.Required("AssumeRolePolicyDocument"), PolicyKind.Trust, IamLimits.TrustPolicyLengthMax);
        var role = new IamRole(IamIds.NewRole(), call.AccountId, call.Now, name, call.Path("Path") ?? "/", trust, SessionOf(call) ?? TimeSpan.FromSeconds(SessionSecondsMin))
        {
            Description = call.Description ?? "",
            Boundary = BoundaryActions.Read(call),
            Tags = IamTags.Read(call),
        };
        return Answer(role, isStored: true);
    }

    private static IamOutcome Get(IamCall call) => Answer(call.Role(call.Name("RoleName")), isStored: false);

    private static IamOutcome List(IamCall call)
    {
        var prefix = call.PathPrefix;
        var roles = call.Account.Roles.Values.Where(role => role.Path.StartsWith(prefix, StringComparison.Ordinal));
        return new IamOutcome(IamPaging.Page(call, "Roles", roles, static role => role.Name.ToLowerInvariant(), IamXml.Role));
    }

    private static IamOutcome Update(IamCall call)
    {
        var role = call.Role(call.Name("RoleName"));
        return IamOutcome.Store(role with { Description = call.Description ?? role.Description, MaxSession = SessionOf(call) ?? role.MaxSession });
    }

    private static IamOutcome UpdateDescription(IamCall call) => Answer(call.Role(call.Name("RoleName")) with { Description = call.Description ?? "" }, isStored: true);

    private static IamOutcome UpdateTrust(IamCall call)
    {
        var role = call.Role(call.Name("RoleName"));
        return IamOutcome.Store(role with { TrustPolicy = PolicyDocuments.Check(call.Required("PolicyDocument"), PolicyKind.Trust, IamLimits.TrustPolicyLengthMax) });
    }

    private static IamOutcome Delete(IamCall call)
    {
        var role = call.Role(call.Name("RoleName"));
        if (role.Policies.Count > 0) throw IamErrors.DeleteConflict("delete policies");
        if (role.Attached.Count > 0) throw IamErrors.DeleteConflict("detach all policies");
        return IamOutcome.Remove(role);
    }

    private static IamOutcome Answer(IamRole role, bool isStored) =>
        new(IamXml.One("Role", xml => IamXml.WholeRole(xml, role))) { Stored = isStored ? [role] : [] };

    private static TimeSpan? SessionOf(IamCall call) =>
        call.Number("MaxSessionDuration", SessionSecondsMin, SessionSecondsMax) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
