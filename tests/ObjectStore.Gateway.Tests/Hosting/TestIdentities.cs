using ObjectStore.S3.Auth;

namespace ObjectStore.Gateway.Tests.Hosting;

/// <summary>Three users: two that are equal, and an administrator; and an application that was granted one bucket.</summary>
internal sealed class TestIdentities : ICredentialSource
{
    public static Identity Alice { get; } = new() { AccessKey = "alice-key", SecretKey = "alice-secret", UserId = "alice", DisplayName = "Alice" };

    public static Identity Bob { get; } = new() { AccessKey = "bob-key", SecretKey = "bob-secret", UserId = "bob", DisplayName = "Bob" };

    public static Identity Admin { get; } =
        new() { AccessKey = "admin-key", SecretKey = "admin-secret", UserId = "admin", DisplayName = "Admin", IsAdmin = true };

    public static Identity Application { get; } =
        new() { AccessKey = "application-key", SecretKey = "application-secret", UserId = "application", DisplayName = "Application", GrantedBuckets = new HashSet<string> { "bucket" } };

    public Identity? Find(string accessKey) => new[] { Alice, Bob, Admin, Application }.FirstOrDefault(identity => identity.AccessKey == accessKey);
}
