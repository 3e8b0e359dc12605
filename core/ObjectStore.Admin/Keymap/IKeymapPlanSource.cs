using ObjectStore.AdminApi;

namespace ObjectStore.Admin.Keymap;

/// <summary>What the planner of the keymap knows and would do, for people. Nothing here changes anything.</summary>
internal interface IKeymapPlanSource
{
    /// <summary>A dry run: the decisions that the planner would take now.</summary>
    ValueTask<KeymapPlan> PlanAsync(CancellationToken cancellationToken);

    /// <summary>The hottest prefixes in words.</summary>
    ValueTask<HotPrefixes> ListHotAsync(CancellationToken cancellationToken);

    /// <summary>The loads of partitions; those that are not known are left out.</summary>
    ValueTask<IReadOnlyList<KeymapLoad>> ListLoadsAsync(CancellationToken cancellationToken);
}
