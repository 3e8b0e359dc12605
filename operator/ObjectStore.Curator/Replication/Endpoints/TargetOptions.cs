namespace ObjectStore.Curator.Replication.Endpoints;

/// <summary>Where replicas go that are sent to one name. The name is the key in <see cref="ReplicationOptions.Targets"/>.</summary>
public sealed class TargetOptions : EndpointOptions
{
    /// <summary>Whether it is a store of this kind, which keeps the ids of versions; to others none are sent.</summary>
    public bool KeepsVersions { get; init; } = true;
}
