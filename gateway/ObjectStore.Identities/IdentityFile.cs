using ObjectStore.Policies;
using ObjectStore.S3.Auth;
using ObjectStore.Telemetry.Hosting;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ObjectStore.Identities;

/// <summary>
/// Further identities: a YAML list of <c>{accessKey, secretKey, userId, displayName, email, admin, policies}</c>; <c>policies</c> is a list of policy
/// documents, each as YAML or as a text of JSON.
/// </summary>
public static class IdentityFile
{
    private static readonly string[] Names = ["accessKey", "secretKey", "userId", "displayName", "email", "admin"];

    /// <summary>Reads the file.</summary>
    /// <exception cref="SettingsException">It cannot be read or an entry is not right; the message says which.</exception>
    public static IReadOnlyList<Identity> Read(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var yaml = new YamlStream();
            yaml.Load(reader);
            if (yaml.Documents.Count == 0) return [];
            if (yaml.Documents[0].RootNode is not YamlSequenceNode entries) throw Wrong(path, "it is not a list");
            return [.. entries.Select((entry, index) => Parse(path, index + 1, entry))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or YamlException)
        {
            throw new SettingsException($"The identities file '{path}' cannot be read: {exception.Message}", exception);
        }
    }

    private static Identity Parse(string path, int number, YamlNode node)
    {
        if (node is not YamlMappingNode mapping) throw Wrong(path, $"entry {number} is not a mapping");
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        IReadOnlyList<PolicyDocument>? policies = null;
        foreach (var (key, value) in mapping)
        {
            if (key is YamlScalarNode { Value: "policies" })
            {
                policies = IdentityPolicies.Read(value, out var reason) ?? throw Wrong(path, $"'policies' of entry {number}: {reason}");
                continue;
            }

            if (key is not YamlScalarNode { Value: { } name } || value is not YamlScalarNode scalar || !Names.Contains(name))
                throw Wrong(path, $"entry {number} has the unknown key '{key}'");
            values[name] = scalar.Value ?? "";
        }

        var admin = values.GetValueOrDefault("admin", "false");
        if (admin is not ("true" or "false")) throw Wrong(path, $"'admin' of entry {number} is neither true nor false");
        return new Identity
        {
            AccessKey = Required(path, number, values, "accessKey"),
            SecretKey = Required(path, number, values, "secretKey"),
            UserId = Required(path, number, values, "userId"),
            DisplayName = values.GetValueOrDefault("displayName") ?? values["userId"],
            Email = values.GetValueOrDefault("email", ""),
            IsAdmin = admin == "true",
            Policies = policies,
        };
    }

    private static string Required(string path, int number, Dictionary<string, string> values, string name) =>
        values.GetValueOrDefault(name) is { Length: > 0 } value ? value : throw Wrong(path, $"entry {number} lacks '{name}'");

    private static SettingsException Wrong(string path, string what) => new($"The identities file '{path}' is not right: {what}.");
}
