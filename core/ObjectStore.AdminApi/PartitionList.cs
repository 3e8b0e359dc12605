namespace ObjectStore.AdminApi;

/// <summary>The keymap.</summary>
/// <param name="Partitions">All of them, ascending.</param>
public sealed record PartitionList(IReadOnlyList<PartitionInfo> Partitions);
