using ObjectStore.S3.Auth;

namespace ObjectStore.S3.Tests.Auth;

/// <summary>The credentials of AWS's published examples, and whatever a test adds.</summary>
internal sealed class Credentials : ICredentialSource
{
    public const string AccessKey = "AKIAIOSFODNN7EXAMPLE";
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    public Dictionary<string, Identity> Identities { get; } = new() { [AccessKey] = Of(AccessKey, SecretKey) };

    public static Identity Of(string accessKey, string secretKey) =>
        new() { AccessKey = accessKey, SecretKey = secretKey, UserId = "user-" + accessKey, DisplayName = "User" };

    public Identity? Find(string accessKey) => Identities.GetValueOrDefault(accessKey);
}
