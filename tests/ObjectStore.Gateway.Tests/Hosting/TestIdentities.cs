using System.Text;
using ObjectStore.Policies;
using ObjectStore.S3.Auth;

namespace ObjectStore.Gateway.Tests.Hosting;

/// <summary>Three users: two that are equal, one of them with a second key that has a policy, and an administrator; and an application.</summary>
internal sealed class TestIdentities : ICredentialSource
{
    public static Identity Alice { get; } = new() { AccessKey = "alice-key", SecretKey = "alice-secret", UserId = "alice", DisplayName = "Alice" };

    public static Identity Bob { get; } = new() { AccessKey = "bob-key", SecretKey = "bob-secret", UserId = "bob", DisplayName = "Bob", Email = "bob@example.org" };

    public static Identity Admin { get; } =
        new() { AccessKey = "admin-key", SecretKey = "admin-secret", UserId = "admin", DisplayName = "Admin", IsAdmin = true };

    /// <summary>Another key of Alice's, which may only list.</summary>
    public static Identity Reader { get; } = new()
    {
        AccessKey = "reader-key",
        SecretKey = "reader-secret",
        UserId = "alice",
        DisplayName = "Alice",
        Policies = [Policy("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:List*\",\"Resource\":\"*\"}}")],
    };

    /// <summary>An application that was granted one bucket.</summary>
    public static Identity Application { get; } = new()
    {
        AccessKey = "application-key",
        SecretKey = "application-secret",
        UserId = "application",
        DisplayName = "Application",
        Policies = [BucketGrants.ReadWrite(["bucket"])],
    };

    private static readonly Identity[] All = [Alice, Bob, Admin, Reader, Application];

    public Identity? Find(string accessKey) => Array.Find(All, identity => identity.AccessKey == accessKey);

    public Identity? FindUser(string userId) => Array.Find(All, identity => identity.UserId == userId);

    public Identity? FindUserByEmail(string email) => Array.Find(All, identity => identity.Email == email);

    private static PolicyDocument Policy(string json)
    {
        Assert.True(PolicyParser.TryParse(Encoding.UTF8.GetBytes(json), PolicyKind.Identity, out var policy, out var reason), reason);
        return policy;
    }
}
