using ObjectStore.Gateway.Queries;

namespace ObjectStore.Iam.Actions;

/// <summary>Which uses of managed policies a request asks about.</summary>
/// <param name="Attached">Those that allow and deny.</param>
/// <param name="Boundary">Those as a boundary.</param>
internal readonly record struct PolicyUsage(bool Attached, bool Boundary)
{
    /// <summary>What <c>PolicyUsageFilter</c> asks; both without it.</summary>
    public static PolicyUsage Read(IamCall call) => call.Optional("PolicyUsageFilter") switch
    {
        null => new(true, true),
        "PermissionsPolicy" => new(true, false),
        "PermissionsBoundary" => new(false, true),
        _ => throw QueryErrors.Validation("The specified value for policyUsageFilter is invalid. It must be PermissionsPolicy or PermissionsBoundary."),
    };
}
