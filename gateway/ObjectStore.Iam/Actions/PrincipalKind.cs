using ObjectStore.Cluster.Iam;

namespace ObjectStore.Iam.Actions;

/// <summary>What the actions on policies of users, groups and roles differ in.</summary>
/// <param name="Name">As the names of actions hold it.</param>
/// <param name="Parameter">The parameter that names one.</param>
/// <param name="Find">The one that a request names, or the error.</param>
/// <param name="Resource">The same to policies.</param>
/// <param name="PoliciesLengthMax">Characters of all inline policies of one.</param>
internal sealed record PrincipalKind(string Name, string Parameter, Func<IamCall, IamPrincipal> Find, IamResource Resource, int PoliciesLengthMax)
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<PrincipalKind> All { get; } =
    [
        new("User", "UserName", static call => call.User(call.Name("UserName")), IamResource.User, IamLimits.UserPoliciesLengthMax),
        new("Group", "GroupName", static call => call.Group(call.LongName("GroupName")), IamResource.Group, IamLimits.GroupPoliciesLengthMax),
        new("Role", "RoleName", static call => call.Role(call.Name("RoleName")), IamResource.Role, IamLimits.RolePoliciesLengthMax),
    ];
}
