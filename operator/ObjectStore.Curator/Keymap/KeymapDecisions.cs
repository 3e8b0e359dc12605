using ObjectStore.Curator.Keymap.Planning;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;

namespace ObjectStore.Curator.Keymap;

/// <summary>Applies decisions of the planner. A decision about a state of a partition that is no more does nothing.</summary>
internal static class KeymapDecisions
{
    /// <summary>Kind of a decision in metrics, and for people.</summary>
    public static string KindOf(KeymapDecision decision) => decision switch
    {
        SplitPartition => "split",
        MovePartition => "move",
        _ => "merge",
    };

    public static ValueTask<KeymapOutcome> ApplyAsync(IKeymapControl control, KeymapDecision decision, CancellationToken cancellationToken) => decision switch
    {
        SplitPartition split => control.SplitAsync(split.Partition.Start, split.Positions, cancellationToken),
        MovePartition move => control.BeginMoveAsync(move.Partition.Start, move.Database, cancellationToken),
        MergePartitions merge => control.MergeAsync(merge.Left.Start, cancellationToken),
        _ => throw new ArgumentException("An unknown decision.", nameof(decision)),
    };
}
