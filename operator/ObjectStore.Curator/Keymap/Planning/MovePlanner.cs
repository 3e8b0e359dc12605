using System.Globalization;

namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>Decides which partitions go to another database.</summary>
internal static class MovePlanner
{
    /// <summary>Part of the mean by which a move must improve the balance; less is not worth the copy.</summary>
    private const double GainMin = 0.1;

    public static void Plan(PlanDraft draft)
    {
        var loads = new DatabaseLoads(draft);
        var bySource = draft.Load.Partitions.GroupBy(static partition => partition.Database, StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => group.ToList(), StringComparer.Ordinal);
        Drain(draft, loads, bySource);
        Balance(draft, loads, bySource);
    }

    /// <summary>Empties what drains, the most loaded partitions first: that relieves soonest, and spreads best.</summary>
    private static void Drain(PlanDraft draft, DatabaseLoads loads, Dictionary<string, List<PartitionLoad>> bySource)
    {
        foreach (var database in draft.Load.Databases.Where(static database => database.IsDraining))
        {
            if (!bySource.TryGetValue(database.Name, out var partitions)) continue;
            if (!database.IsReachable || loads.Targets.Count == 0)
            {
                var reason = database.IsReachable ? "no active database can be reached" : "it cannot be reached";
                draft.Note(new PlannerNote(PlannerNoteKind.DrainBlocked, default, default,
                    string.Create(CultureInfo.InvariantCulture, $"Database {database.Name} is to be drained of {partitions.Count:N0} partitions, but {reason}.")));
                continue;
            }

            foreach (var partition in partitions.Where(draft.IsFree).OrderByDescending(loads.LoadOf).Take(draft.MovesLeft).ToArray())
                Move(draft, loads, partition, loads.LeastUtilized(), $"Database {database.Name} drains.");
        }
    }

    private static void Balance(PlanDraft draft, DatabaseLoads loads, Dictionary<string, List<PartitionLoad>> bySource)
    {
        if (!IsDue(draft, loads)) return;
        while (draft.MovesLeft > 0)
        {
            var (partition, target) = ChooseMove(draft, loads, bySource);
            if (partition is null)
            {
                // What is left cannot be evened out; the wide band decides when it is worth trying again.
                draft.IsBalancing = false;
                return;
            }

            var source = draft.FindDatabase(partition.Database)!;
            var reason = string.Create(CultureInfo.InvariantCulture,
                $"Database {source.Name} has load {loads.UtilizationOf(source):N0} and {target!.Name} has {loads.UtilizationOf(target):N0}, the mean being {loads.Mean:N0}.");
            Move(draft, loads, partition, target, reason);
        }
    }

    /// <summary>Whether partitions move for balance: begins when the imbalance has lasted outside of the wide band, ends inside of the narrow one.</summary>
    private static bool IsDue(PlanDraft draft, DatabaseLoads loads)
    {
        var isOut = IsOutside(draft, loads, draft.Options.ImbalanceStart);
        draft.ImbalancedSince = isOut ? draft.ImbalancedSince ?? draft.At : null;
        if (draft.IsBalancing) draft.IsBalancing = IsOutside(draft, loads, draft.Options.ImbalanceStop);
        else draft.IsBalancing = draft.ImbalancedSince is { } since && draft.At - since >= draft.Options.SustainedFor;
        return draft.IsBalancing;
    }

    private static bool IsOutside(PlanDraft draft, DatabaseLoads loads, double part)
    {
        if (loads.Targets.Count < 2) return false;
        var mean = loads.Mean;
        var most = loads.Targets.MaxBy(loads.UtilizationOf)!;
        if (loads.LoadOf(most) <= draft.Options.MoveAboveLoad) return false;
        return loads.UtilizationOf(most) > mean * (1 + part) || loads.UtilizationOf(loads.LeastUtilized()) < mean * (1 - 2 * part);
    }

    /// <summary>The move from the most loaded database that can improve, to the least loaded one, that evens the two out best.</summary>
    private static (PartitionLoad? Partition, IndexDatabase? Target) ChooseMove(PlanDraft draft, DatabaseLoads loads, Dictionary<string, List<PartitionLoad>> bySource)
    {
        var mean = loads.Mean;
        var target = loads.LeastUtilized();
        var isTargetIdle = loads.UtilizationOf(target) < mean * (1 - 2 * draft.Options.ImbalanceStop);
        foreach (var source in loads.Targets.OrderByDescending(loads.UtilizationOf))
        {
            if (loads.UtilizationOf(source) <= mean * (1 + (isTargetIdle ? 0 : draft.Options.ImbalanceStop))) break;
            if (loads.LoadOf(source) <= draft.Options.MoveAboveLoad || !bySource.TryGetValue(source.Name, out var partitions)) continue;
            var limit = loads.UtilizationOf(source) - GainMin * mean;
            var best = partitions.Where(partition => loads.LoadOf(partition) > 0 && draft.IsFree(partition) && HasRested(draft, partition))
                .Select(partition => (Partition: partition, Worse: WorseAfter(loads, partition, source, target)))
                .Where(each => each.Worse < limit)
                .OrderBy(static each => each.Worse).ThenBy(static each => each.Partition.Keys ?? 0).ThenBy(static each => each.Partition.Start, Positions.Order)
                .FirstOrDefault();
            if (best.Partition is not null) return (best.Partition, target);
        }

        return default;
    }

    /// <summary>The higher of both utilizations after the move.</summary>
    private static double WorseAfter(DatabaseLoads loads, PartitionLoad partition, IndexDatabase source, IndexDatabase target)
    {
        var load = loads.LoadOf(partition);
        return Math.Max(loads.UtilizationOf(source) - load / source.Weight, loads.UtilizationOf(target) + load / target.Weight);
    }

    private static bool HasRested(PlanDraft draft, PartitionLoad partition) =>
        draft.Track(partition).MovedAt is not { } movedAt || draft.At - movedAt >= draft.Options.MoveCooldown;

    private static void Move(PlanDraft draft, DatabaseLoads loads, PartitionLoad partition, IndexDatabase target, string reason)
    {
        draft.Move(partition, target.Name, reason);
        loads.Move(partition, target.Name);
    }
}
