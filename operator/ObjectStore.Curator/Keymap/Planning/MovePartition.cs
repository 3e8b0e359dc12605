namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>Gives a partition to another database.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Database">An active, reachable database that does not own it.</param>
/// <param name="Reason">Why, in one sentence for people.</param>
public sealed record MovePartition(PartitionLoad Partition, string Database, string Reason) : KeymapDecision(Reason);
