using ObjectStore.S3.Auth;

namespace ObjectStore.Gateway.Tests.Hosting;

/// <summary>Three users: two that are equal, and an administrator.</summary>
internal sealed class TestIdentities : ICredentialSource
{
    public static Identity Alice { get; } = new() { AccessKey = "alice-key", SecretKey = "alice-secret", UserId = "alice", DisplayName = "Alice" };

    public static Identity Bob { get; } = new() { AccessKey = "bob-key", SecretKey = "bob-secret", UserId = "bob", DisplayName = "Bob" };

    public static Identity Admin { get; } =
        new() { AccessKey = "admin-key", SecretKey = "admin-secret", UserId = "admin", DisplayName = "Admin", IsAdmin = true };

    public Identity? Find(string accessKey) => new[] { Alice, Bob, Admin }.FirstOrDefault(identity => identity.AccessKey == accessKey);
}
