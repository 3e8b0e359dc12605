using ObjectStore.Curator.Jobs;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>What a walk does of what lifecycle rules, and last accesses, say. Each has walks of its own, so that copies of terabytes hold up no removal.</summary>
/// <param name="JobName">Name of the job, and key of its progress.</param>
/// <param name="IsMoving">Whether it moves versions; otherwise it removes versions and uploads.</param>
internal sealed record LifecycleWork(string JobName, bool IsMoving)
{
    /// <summary>Removals.</summary>
    public static LifecycleWork Removals { get; } = new(JobNames.Lifecycle, IsMoving: false);

    /// <summary>Moves to other storage classes, and between the pools of one.</summary>
    public static LifecycleWork Moves { get; } = new(JobNames.Transitions, IsMoving: true);
}
