namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>Makes one partition of two neighbours in the same database.</summary>
/// <param name="Left">The one whose end is the other's start.</param>
/// <param name="Right">The other one.</param>
/// <param name="Reason">Why, in one sentence for people.</param>
public sealed record MergePartitions(PartitionLoad Left, PartitionLoad Right, string Reason) : KeymapDecision(Reason);
