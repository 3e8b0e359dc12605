using ObjectStore.Events;
using ObjectStore.Index.Catalog;
using ObjectStore.Replication;

namespace ObjectStore.Gateway.Operations.Replication;

/// <summary>The targets that the curator knows, through the catalog.</summary>
internal sealed class ReplicationTargets(ICatalog catalog)
{
    /// <summary>Their names; none before a curator has told them.</summary>
    public async ValueTask<IReadOnlySet<string>> ReadAsync(CancellationToken cancellationToken) =>
        await catalog.GetJobStateAsync(TargetNames.Key, cancellationToken) is { } bytes
        && EventStates.TryRead(bytes, ReplicationStates.Default.TargetNames, out var stored) && stored.Version == TargetNames.CurrentVersion
            ? stored.Names.ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>();
}
