using System.Globalization;

namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>Decides which cold neighbours become one partition.</summary>
internal static class MergePlanner
{
    public static void Plan(PlanDraft draft)
    {
        var partitions = draft.Load.Partitions;
        for (var i = 1; i < partitions.Count && draft.ChangesLeft > 0; i++)
        {
            var (left, right) = (partitions[i - 1], partitions[i]);
            if (!CanMerge(draft, left, right)) continue;
            if (left.Database == right.Database)
            {
                var reason = string.Create(CultureInfo.InvariantCulture,
                    $"Both have been cold for long: {left.RequestsPerSecond + right.RequestsPerSecond:N1} requests/s and {left.Keys + right.Keys:N0} keys together.");
                draft.Merge(left, right, reason);
            }
            else TryBringTogether(draft, left, right);
        }
    }

    private static bool CanMerge(PlanDraft draft, PartitionLoad left, PartitionLoad right) =>
        Positions.Order.Equals(left.End, right.Start) && !right.Start.IsEmpty
        && left.RequestsPerSecond + right.RequestsPerSecond <= draft.Options.MergeBelowRequestsPerSecond
        && left.Keys + right.Keys <= draft.Options.MergeBelowKeys
        && IsColdForLong(draft, left) && IsColdForLong(draft, right)
        && draft.IsFree(left) && draft.IsFree(right)
        && !draft.IsNewBoundary(right.Start);

    private static bool IsColdForLong(PlanDraft draft, PartitionLoad partition) =>
        draft.Track(partition).ColdSince is { } since && draft.At - since >= draft.Options.MergeAfter;

    /// <summary>Moves the smaller of two neighbours to the other's database when the copy is cheap.</summary>
    private static void TryBringTogether(PlanDraft draft, PartitionLoad left, PartitionLoad right)
    {
        if (draft.MovesLeft == 0) return;
        var isLeftSmaller = left.Keys < right.Keys;
        var (moving, staying) = isLeftSmaller ? (left, right) : (right, left);
        if (!CanMove(draft, moving, staying)) (moving, staying) = (staying, moving);
        if (!CanMove(draft, moving, staying)) return;
        draft.Reserve(staying);
        draft.Move(moving, staying.Database, $"It is cold and small, and can merge with its neighbour in database {staying.Database}.");
    }

    private static bool CanMove(PlanDraft draft, PartitionLoad moving, PartitionLoad staying) =>
        moving.Keys <= draft.Options.MergeMoveKeysMax
        && draft.FindDatabase(staying.Database) is { IsDraining: false }
        && (draft.Track(moving).MovedAt is not { } movedAt || draft.At - movedAt >= draft.Options.MoveCooldown);
}
