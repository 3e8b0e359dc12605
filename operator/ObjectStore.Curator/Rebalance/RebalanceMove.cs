namespace ObjectStore.Curator.Rebalance;

/// <summary>A move as a walk over its old device sees it.</summary>
/// <param name="Group">The group.</param>
/// <param name="Position">The position that moves.</param>
/// <param name="IsEmpty">False once this walk has met a fragment of it.</param>
internal sealed record RebalanceMove(uint Group, int Position, bool IsEmpty);
