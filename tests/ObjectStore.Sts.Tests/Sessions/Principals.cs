using System.Text;
using ObjectStore.Policies;
using ObjectStore.S3.Auth;
using ObjectStore.Sts.Sessions;

namespace ObjectStore.Sts.Tests.Sessions;

/// <summary>A role and a user that tests change.</summary>
internal sealed class Principals : ISessionPrincipals
{
    public const string RoleArn = "arn:aws:iam::account:role/path/reader";

    public AssumedRole? Role { get; set; } = new(RoleArn, "Account", [], null);

    public Identity? Parent { get; set; }

    public object State { get; set; } = new();

    /// <summary>What each managed policy says.</summary>
    public PolicyDocument Managed { get; set; } = new([]);

    public AssumedRole? FindRole(SessionRole role) => Role;

    public PolicyDocument FindPolicies(string accountId, IReadOnlyList<string> arns) => Managed;

    public Identity? FindParent(string accessKey) => Parent?.AccessKey == accessKey ? Parent : null;

    public static PolicyDocument Policy(string statement)
    {
        Assert.True(PolicyParser.TryParse(Encoding.UTF8.GetBytes($$"""{"Version":"2012-10-17","Statement":[{{statement}}]}"""), PolicyKind.Identity, out var policy, out var reason), reason);
        return policy;
    }
}
