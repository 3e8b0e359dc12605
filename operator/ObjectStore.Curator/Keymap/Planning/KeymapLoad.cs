namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>What the planner decides from.</summary>
/// <param name="At">Now.</param>
/// <param name="Partitions">All partitions, ascending, each ending where the next one starts.</param>
/// <param name="Databases">All databases that are declared.</param>
public sealed record KeymapLoad(DateTimeOffset At, IReadOnlyList<PartitionLoad> Partitions, IReadOnlyList<IndexDatabase> Databases);
