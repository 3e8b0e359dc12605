using System.Diagnostics.CodeAnalysis;

namespace ObjectStore.Curator.Replication.Endpoints;

/// <summary>An access key and its secret.</summary>
/// <param name="AccessKey">Names it.</param>
/// <param name="SecretKey">Signs with it. Never logged.</param>
internal sealed record EndpointCredentials(string AccessKey, string SecretKey)
{
    private const string AccessKeyName = "aws_access_key_id";
    private const string SecretKeyName = "aws_secret_access_key";

    /// <summary>Reads lines as the files of AWS's clients have them; false when one of the two is missing. Other lines are passed over.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out EndpointCredentials? credentials)
    {
        string? accessKey = null, secretKey = null;
        foreach (var line in text.Split('\n'))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) continue;
            var (name, value) = (line[..equals].Trim(), line[(equals + 1)..].Trim());
            if (name == AccessKeyName) accessKey ??= value;
            if (name == SecretKeyName) secretKey ??= value;
        }

        credentials = accessKey is { Length: > 0 } && secretKey is { Length: > 0 } ? new EndpointCredentials(accessKey, secretKey) : null;
        return credentials is not null;
    }

    /// <inheritdoc />
    public override string ToString() => AccessKey;
}
