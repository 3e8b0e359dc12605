using ObjectStore.Cluster.Iam;

namespace ObjectStore.Iam;

/// <summary>What actions are about.</summary>
/// <param name="Arn">ARN that policies are asked about, also when there is nothing of it.</param>
/// <param name="Find">The entity whose boundary and tags are condition keys; null for none.</param>
internal sealed record IamResource(Func<IamCall, string> Arn, Func<IamCall, IamEntity?> Find)
{
    /// <summary>The user that the request names, or who sends it.</summary>
    public static IamResource User { get; } = new(static call => call.UserArn(), static call => call.FindUser());

    /// <summary>The group that the request names, also where it names a user besides.</summary>
    public static IamResource Group { get; } = Of(static call => call.GroupArn());

    /// <summary>The role that the request names.</summary>
    public static IamResource Role { get; } = new(static call => call.RoleArn(), static call => call.Account.FindRole(call.Required("RoleName")));

    /// <summary>The managed policy that the request names.</summary>
    public static IamResource Policy { get; } = new(Actions.ManagedPolicies.Arn, static call => IamPolicies.FindManaged(call.Account, Actions.ManagedPolicies.Arn(call)));

    /// <summary>One that has neither boundary nor tags.</summary>
    public static IamResource Of(Func<IamCall, string> arn) => new(arn, static _ => null);
}
