namespace ObjectStore.Curator.Keymap.Planning;

/// <summary>What a round of planning gives.</summary>
/// <param name="Decisions">Changes to apply, most urgent first. Each is fenced by the epoch of its partition, so one that comes too late does nothing.</param>
/// <param name="Notes">What people should know.</param>
/// <param name="Memory">For the next round. A dry run drops it.</param>
public sealed record KeymapPlan(IReadOnlyList<KeymapDecision> Decisions, IReadOnlyList<PlannerNote> Notes, PlannerMemory Memory);
