using ObjectStore.Curator.Replication;

namespace ObjectStore.Operator.Curators;

/// <summary>Replication as a curator is told of it.</summary>
/// <param name="Source">The store's own gateways; null where there is no target.</param>
/// <param name="Targets">Endpoints that rules of buckets may name.</param>
internal sealed record CuratorReplication(CuratorEndpoint? Source, SettingList<CuratorEndpoint> Targets)
{
    /// <summary>No target.</summary>
    public static CuratorReplication None { get; } = new(null, SettingList<CuratorEndpoint>.None);

    /// <summary>The settings of the curator, with files in a folder.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings(string folder)
    {
        if (Source is not null)
        {
            foreach (var setting in SettingsOf(Source, $"{ReplicationOptions.SectionName}:{nameof(ReplicationOptions.Source)}", folder)) yield return setting;
        }

        foreach (var target in Targets.All)
        {
            var prefix = $"{ReplicationOptions.SectionName}:{nameof(ReplicationOptions.Targets)}:{target.Name}";
            foreach (var setting in SettingsOf(target, prefix, folder)) yield return setting;
            yield return new($"{prefix}:KeepsVersions", target.KeepsVersions ? "true" : "false");
        }
    }

    private static KeyValuePair<string, string?>[] SettingsOf(CuratorEndpoint endpoint, string prefix, string folder)
    {
        var options = endpoint.In(folder);
        return [new($"{prefix}:Url", options.Url), new($"{prefix}:Region", options.Region), new($"{prefix}:CredentialsFile", options.CredentialsFile), new($"{prefix}:CaFile", options.CaFile)];
    }
}
