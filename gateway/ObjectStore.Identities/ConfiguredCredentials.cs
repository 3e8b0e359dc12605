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

    /// <inheritdoc />
    public Identity? Find(string accessKey) => _identities.GetValueOrDefault(accessKey);
}
