using System.Collections.Frozen;
using ObjectStore.S3.Auth;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Identities;

/// <summary>The root identity and those of the identities file.</summary>
public sealed class ConfiguredCredentials : ICredentialSource
{
    private readonly FrozenDictionary<string, Identity> _identities;
    private readonly FrozenDictionary<string, Identity> _users;
    private readonly FrozenDictionary<string, Identity> _emails;

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

        // A user may have several keys; the first in the file gives the name.
        Identity[] ordered = [root.Identity, .. further];
        _users = ordered.DistinctBy(static identity => identity.UserId).ToFrozenDictionary(static identity => identity.UserId, StringComparer.Ordinal);
        _emails = ordered.Where(static identity => identity.Email.Length > 0).DistinctBy(static identity => identity.Email, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(static identity => identity.Email, StringComparer.OrdinalIgnoreCase);
    }

    /// <inheritdoc />
    public Identity? FindUser(string userId) => _users.GetValueOrDefault(userId);

    /// <inheritdoc />
    public Identity? FindUserByEmail(string email) => _emails.GetValueOrDefault(email);

    /// <inheritdoc />
    public Identity? Find(string accessKey) => _identities.GetValueOrDefault(accessKey);
}
