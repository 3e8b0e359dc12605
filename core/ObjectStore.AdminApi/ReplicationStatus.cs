namespace ObjectStore.AdminApi;

/// <summary>How replication goes.</summary>
/// <param name="Targets">Names of the targets that the settings have.</param>
/// <param name="Destinations">Buckets at targets to which something was or is to be taken.</param>
/// <param name="Walks">Walks over buckets for versions that are not in an outbox.</param>
public sealed record ReplicationStatus(IReadOnlyList<string> Targets, IReadOnlyList<ReplicationDestinationInfo> Destinations, IReadOnlyList<ReplicationWalkInfo> Walks);
