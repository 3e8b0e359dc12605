using System.Net;
using ObjectStore.S3.Auth;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Identities;

/// <summary>The identity that may do everything, from the environment or, on loopback only, a default that everybody knows.</summary>
/// <param name="Identity">The identity.</param>
/// <param name="IsDefault">Whether it is the well-known one.</param>
public sealed record RootCredentials(Identity Identity, bool IsDefault)
{
    /// <summary>Variable that holds the access key.</summary>
    public const string AccessKeyVariable = "OBJECTSTORE_ACCESS_KEY";

    /// <summary>Variable that holds the secret key.</summary>
    public const string SecretKeyVariable = "OBJECTSTORE_SECRET_KEY";

    /// <summary>Shortest secret that is accepted.</summary>
    private const int SecretLengthMin = 8;

    /// <summary>Takes both variables, or neither. <paramref name="endpoints"/> are all that the identity opens.</summary>
    /// <exception cref="SettingsException">One is missing, the secret is too short, or the default would be reachable from other machines.</exception>
    public static RootCredentials FromEnvironment(params ReadOnlySpan<IPEndPoint> endpoints)
    {
        var accessKey = Environment.GetEnvironmentVariable(AccessKeyVariable);
        var secretKey = Environment.GetEnvironmentVariable(SecretKeyVariable);
        if (string.IsNullOrEmpty(accessKey) && string.IsNullOrEmpty(secretKey))
        {
            foreach (var endpoint in endpoints)
            {
                if (!IPAddress.IsLoopback(endpoint.Address))
                    throw new SettingsException($"{endpoint} can be reached from other machines: set {AccessKeyVariable} and {SecretKeyVariable}.");
            }

            return new RootCredentials(Make("objectstore", "objectstore-secret"), IsDefault: true);
        }

        if (string.IsNullOrEmpty(accessKey) || string.IsNullOrEmpty(secretKey))
            throw new SettingsException($"Set both {AccessKeyVariable} and {SecretKeyVariable}, or neither.");
        if (secretKey.Length < SecretLengthMin) throw new SettingsException($"{SecretKeyVariable} needs at least {SecretLengthMin} characters.");
        return new RootCredentials(Make(accessKey, secretKey), IsDefault: false);
    }

    private static Identity Make(string accessKey, string secretKey) => new()
    {
        AccessKey = accessKey,
        SecretKey = secretKey,
        UserId = "root",
        DisplayName = "root",
        IsAdmin = true,
    };
}
