namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>Cuts a partition in its database.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Positions">1..7 positions strictly inside it, ascending: the starts of the partitions after the first.</param>
/// <param name="Reason">Why, in one sentence for people.</param>
public sealed record SplitPartition(PartitionLoad Partition, IReadOnlyList<ReadOnlyMemory<byte>> Positions, string Reason) : KeymapDecision(Reason);
