using System.Collections.Frozen;
using ObjectStore.S3.Auth;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Identities;

/// <summary>The root identity and those of the identities file.</summary>
public sealed class ConfiguredCredentials : ICredentialSource
{
    private readonly FrozenDictionary<string, Identity> _identities;

    /// <summary>Credentials of the given identities.</summary>
    /// <exception cref="SettingsException">Two have the same access key.</exception>
    public ConfiguredCredentials(RootCredentials root, IReadOnlyList<Identity> further)
    {
        var identities = new Dictionary<string, Identity>(StringComparer.Ordinal) { [root.Identity.AccessKey] = root.Identity };
        foreach (var identity in further)
        {
            if (!identities.TryAdd(identity.AccessKey, identity)) throw new SettingsException($"Two identities have the access key '{identity.AccessKey}'.");
        }

        _identities = identities.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Root from the environment, and those of the file that the settings name.</summary>
    /// <param name="options">Names the file.</param>
    /// <param name="root">What the environment says.</param>
    /// <exception cref="SettingsException">The file is not right.</exception>
    public static ConfiguredCredentials Of(IdentitiesOptions options, RootCredentials root)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ConfiguredCredentials(root, options.File.Length > 0 ? IdentityFile.Read(options.File) : []);
    }

    /// <inheritdoc />
    public Identity? Find(string accessKey) => _identities.GetValueOrDefault(accessKey);
}
