using ObjectStore.Curator.Keymap.Planning;

namespace ObjectStore.Curator.Tests.Keymap;

/// <summary>Rounds of planning, 30 seconds apart, over a load that a test changes between them.</summary>
internal sealed class PlannerRun(params PartitionLoad[] partitions)
{
    public KeymapOptions Options { get; init; } = new();

    public PartitionLoad[] Partitions { get; set; } = partitions;

    public IndexDatabase[] Databases { get; set; } = [Planned.Database("a")];

    public DateTimeOffset Now { get; set; } = Planned.Begin;

    public PlannerMemory Memory { get; set; } = PlannerMemory.Empty;

    public KeymapPlan Next()
    {
        Now += Options.Period;
        var plan = KeymapPlanner.Plan(new KeymapLoad(Now, Partitions, Databases), Memory, Options);
        Memory = plan.Memory;
        return plan;
    }

    /// <summary>Rounds until something is decided; the last of them.</summary>
    public KeymapPlan NextDecided(int roundsMax = 1_000)
    {
        var plan = Next();
        for (var round = 1; round < roundsMax && plan.Decisions.Count == 0; round++) plan = Next();
        return plan;
    }

    /// <summary>All decisions of rounds of the same load.</summary>
    public List<KeymapDecision> RunFor(TimeSpan time)
    {
        var decisions = new List<KeymapDecision>();
        for (var end = Now + time; Now < end;) decisions.AddRange(Next().Decisions);
        return decisions;
    }
}
