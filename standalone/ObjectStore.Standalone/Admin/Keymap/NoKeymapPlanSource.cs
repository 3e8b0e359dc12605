using ObjectStore.AdminApi;

namespace ObjectStore.Standalone.Admin.Keymap;

/// <summary>Says that no planner runs in this process.</summary>
internal sealed class NoKeymapPlanSource : IKeymapPlanSource
{
    private const string Message = "The planner is not running: partitions change only when somebody asks for it.";

    /// <inheritdoc />
    public ValueTask<KeymapPlan> PlanAsync(CancellationToken cancellationToken) => new(new KeymapPlan(IsRunning: false, Message, []));

    /// <inheritdoc />
    public ValueTask<HotPrefixes> ListHotAsync(CancellationToken cancellationToken) => new(new HotPrefixes(IsRunning: false, Message, []));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<KeymapLoad>> ListLoadsAsync(CancellationToken cancellationToken) => new([]);
}
