namespace ObjectStore.Index.Objects;

/// <summary>What a version's row says of its replication.</summary>
/// <param name="Status">How far it is.</param>
/// <param name="Waiting">Destinations that do not have it yet, in order; empty for completed versions and replicas.</param>
public sealed record StoredReplication(ReplicationStatus Status, IReadOnlyList<string> Waiting)
{
    /// <summary>Most destinations that a version may wait for.</summary>
    public const int WaitingMax = 64;

    /// <summary>That of a version that came from another bucket.</summary>
    public static StoredReplication Replica { get; } = new(ReplicationStatus.Replica, []);

    /// <summary>Whether a destination still has to get the version.</summary>
    public bool WaitsFor(string destination) => Waiting.Contains(destination);

    /// <summary>The same when one destination has taken the version, or has given it up.</summary>
    public StoredReplication Without(string destination, bool isGivenUp)
    {
        string[] left = [.. Waiting.Where(waiting => waiting != destination)];
        var status = isGivenUp || Status == ReplicationStatus.Failed ? ReplicationStatus.Failed : left.Length > 0 ? ReplicationStatus.Pending : ReplicationStatus.Completed;
        return new StoredReplication(status, left);
    }

    /// <summary>The same when the version has to go to some destinations, again or for the first time.</summary>
    public static StoredReplication WaitingFor(StoredReplication? before, IEnumerable<string> destinations) =>
        new(ReplicationStatus.Pending, [.. (before?.Waiting ?? []).Union(destinations, StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(WaitingMax)]);
}
