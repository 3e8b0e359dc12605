namespace ObjectStore.Curator.Repair;

/// <summary>What to do about a stripe, from the conditions of its fragments. Pure.</summary>
internal static class RepairPlan
{
    /// <summary>The outcome that is certain already, or null when there is something to restore and enough to restore it from.</summary>
    public static RepairOutcome? Decide(ReadOnlySpan<FragmentCondition> conditions, int dataFragments)
    {
        int usable = 0, unreachable = 0, toRestore = 0;
        foreach (var condition in conditions)
        {
            if (condition is FragmentCondition.Present or FragmentCondition.Loaded) usable++;
            else if (condition == FragmentCondition.Unreachable) unreachable++;
            else toRestore++;
        }

        if (usable < dataFragments) return usable + unreachable < dataFragments ? RepairOutcome.Lost : RepairOutcome.Deferred;
        return toRestore == 0 ? RepairOutcome.Healthy : null;
    }

    /// <summary>
    /// The outcome when no header could be read, so that the owner is unknown too: where devices hold nothing at all the stripe has been collected,
    /// where they hold only damage it is lost.
    /// </summary>
    public static RepairOutcome DecideWithoutHeader(ReadOnlySpan<FragmentCondition> conditions)
    {
        if (conditions.Contains(FragmentCondition.Unreachable)) return RepairOutcome.Deferred;
        return conditions.Contains(FragmentCondition.Damaged) ? RepairOutcome.Lost : RepairOutcome.NotWanted;
    }

    /// <summary>Fragments to restore: those that a device which answers does not hold whole.</summary>
    public static int[] Targets(ReadOnlySpan<FragmentCondition> conditions) => IndexesOf(conditions, FragmentCondition.Missing, FragmentCondition.Damaged);

    /// <summary>What to read next so that K fragments are loaded: data before parity, because it needs no decoding.</summary>
    public static int[] NextSources(ReadOnlySpan<FragmentCondition> conditions, int dataFragments)
    {
        var loaded = conditions.Count(FragmentCondition.Loaded);
        var candidates = IndexesOf(conditions, FragmentCondition.Present, FragmentCondition.Present);
        return [.. candidates.Take(Math.Max(0, dataFragments - loaded))];
    }

    /// <summary>Fragments that were not read, whatever the reason: what the codec has to compute.</summary>
    public static int[] NotLoaded(ReadOnlySpan<FragmentCondition> conditions)
    {
        var indexes = new List<int>();
        for (var i = 0; i < conditions.Length; i++)
        {
            if (conditions[i] != FragmentCondition.Loaded) indexes.Add(i);
        }

        return [.. indexes];
    }

    private static int[] IndexesOf(ReadOnlySpan<FragmentCondition> conditions, FragmentCondition one, FragmentCondition other)
    {
        var indexes = new List<int>();
        for (var i = 0; i < conditions.Length; i++)
        {
            if (conditions[i] == one || conditions[i] == other) indexes.Add(i);
        }

        return [.. indexes];
    }
}
