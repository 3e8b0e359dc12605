namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>Decides how the keymap changes: splits, moves and merges. Pure: no clock, no I/O; the same input gives the same plan.</summary>
public static class KeymapPlanner
{
    /// <summary>Plans one round.</summary>
    /// <param name="load">The partitions with their load, and the databases.</param>
    /// <param name="memory">What the last round left; <see cref="PlannerMemory.Empty"/> at first.</param>
    /// <param name="options">Valid options.</param>
    public static KeymapPlan Plan(KeymapLoad load, PlannerMemory memory, KeymapOptions options)
    {
        var draft = new PlanDraft(load, memory, options);
        LoadObserver.Observe(draft, memory.At);
        SplitPlanner.Plan(draft);
        MovePlanner.Plan(draft);
        MergePlanner.Plan(draft);
        return draft.Finish();
    }
}
