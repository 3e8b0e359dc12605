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
            if (condition is FragmentCondition.Present or FragmentCondition.Loaded or FragmentCondition.Displaced or FragmentCondition.Carried) usable++;
            if (condition == FragmentCondition.Unreachable) unreachable++;
            if (condition is FragmentCondition.Missing or FragmentCondition.Damaged or FragmentCondition.Displaced or FragmentCondition.Carried) toRestore++;
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
    public static int[] Targets(ReadOnlySpan<FragmentCondition> conditions) =>
        IndexesOf(conditions, static condition => condition is FragmentCondition.Missing or FragmentCondition.Damaged or FragmentCondition.Carried);

    /// <summary>
    /// What to read next: first what lies at an old place, because it has to be copied; then, if anything has to be computed, so much that K fragments are loaded, data
    /// before parity, because it needs no decoding.
    /// </summary>
    public static int[] NextSources(ReadOnlySpan<FragmentCondition> conditions, int dataFragments)
    {
        if (conditions.Contains(FragmentCondition.Displaced)) return Displaced(conditions);
        if (!NeedsDecoding(conditions)) return [];
        var loaded = conditions.Count(FragmentCondition.Loaded) + conditions.Count(FragmentCondition.Carried);
        return [.. IndexesOf(conditions, static condition => condition == FragmentCondition.Present).Take(Math.Max(0, dataFragments - loaded))];
    }

    /// <summary>Fragments that lie at an old place and were not read yet.</summary>
    public static int[] Displaced(ReadOnlySpan<FragmentCondition> conditions) => IndexesOf(conditions, static condition => condition == FragmentCondition.Displaced);

    /// <summary>Fragments that were read at an old place: they have to be copied, whatever is known of the others.</summary>
    public static int[] Carried(ReadOnlySpan<FragmentCondition> conditions) => IndexesOf(conditions, static condition => condition == FragmentCondition.Carried);

    /// <summary>Whether a fragment has to be computed, and not only copied.</summary>
    public static bool NeedsDecoding(ReadOnlySpan<FragmentCondition> conditions) =>
        conditions.ContainsAny(FragmentCondition.Missing, FragmentCondition.Damaged);

    /// <summary>Fragments that were not read, whatever the reason: what the codec has to compute.</summary>
    public static int[] NotLoaded(ReadOnlySpan<FragmentCondition> conditions) =>
        IndexesOf(conditions, static condition => condition is not (FragmentCondition.Loaded or FragmentCondition.Carried));

    private static int[] IndexesOf(ReadOnlySpan<FragmentCondition> conditions, Func<FragmentCondition, bool> isWanted)
    {
        var indexes = new List<int>();
        for (var i = 0; i < conditions.Length; i++)
        {
            if (isWanted(conditions[i])) indexes.Add(i);
        }

        return [.. indexes];
    }
}
