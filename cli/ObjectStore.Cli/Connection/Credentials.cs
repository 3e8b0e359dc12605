namespace ObjectStore.Cli.Connection;

/// <summary>Keys of an identity. They come from the environment only: a command line is seen by every user of the machine.</summary>
/// <param name="AccessKey">Names the identity.</param>
/// <param name="SecretKey">Signs its requests.</param>
internal sealed record Credentials(string AccessKey, string SecretKey)
{
    /// <summary>Variable with the access key.</summary>
    public const string AccessKeyVariable = "OBJECTSTORE_ACCESS_KEY";

    /// <summary>Variable with the secret key.</summary>
    public const string SecretKeyVariable = "OBJECTSTORE_SECRET_KEY";

    private const string AwsAccessKeyVariable = "AWS_ACCESS_KEY_ID";
    private const string AwsSecretKeyVariable = "AWS_SECRET_ACCESS_KEY";

    /// <summary>What a standalone process accepts on loopback when it was given no keys.</summary>
    private static readonly Credentials StandaloneDefault = new("objectstore", "objectstore-secret");

    /// <summary>The store's own variables, then those of AWS, then, on loopback, the default of the standalone process.</summary>
    /// <exception cref="CliException">Half of a pair is missing, or there are none and the endpoint is not on loopback.</exception>
    public static Credentials Find(Func<string, string?> environment, Uri endpoint) =>
        Read(environment, AccessKeyVariable, SecretKeyVariable)
        ?? Read(environment, AwsAccessKeyVariable, AwsSecretKeyVariable)
        ?? (endpoint.IsLoopback ? StandaloneDefault : throw new CliException(ExitCode.Usage, $"Set {AccessKeyVariable} and {SecretKeyVariable} to the keys of an admin."));

    /// <summary>For an S3 endpoint that may be another store: the variables of AWS come first.</summary>
    /// <exception cref="CliException">Half of a pair is missing, or there are none and the endpoint is not on loopback.</exception>
    public static Credentials FindForS3(Func<string, string?> environment, Uri endpoint) =>
        Read(environment, AwsAccessKeyVariable, AwsSecretKeyVariable) ?? Find(environment, endpoint);

    private static Credentials? Read(Func<string, string?> environment, string accessKeyVariable, string secretKeyVariable)
    {
        var (accessKey, secretKey) = (environment(accessKeyVariable), environment(secretKeyVariable));
        if (string.IsNullOrEmpty(accessKey) && string.IsNullOrEmpty(secretKey)) return null;
        if (string.IsNullOrEmpty(accessKey) || string.IsNullOrEmpty(secretKey))
            throw new CliException(ExitCode.Usage, $"Set both {accessKeyVariable} and {secretKeyVariable}, or neither.");
        return new Credentials(accessKey, secretKey);
    }
}
