using ObjectStore.Curator.Jobs;
using ObjectStore.Lifecycle;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>What a walk for lifecycle rules does of what they say. Each has walks of its own, so that copies of terabytes hold up no removal.</summary>
/// <param name="JobName">Name of the job, and key of its progress.</param>
/// <param name="IsMoving">Whether it moves versions to other storage classes; otherwise it removes versions and uploads.</param>
internal sealed record LifecycleWork(string JobName, bool IsMoving)
{
    /// <summary>Removals.</summary>
    public static LifecycleWork Removals { get; } = new(JobNames.Lifecycle, IsMoving: false);

    /// <summary>Moves to other storage classes.</summary>
    public static LifecycleWork Moves { get; } = new(JobNames.Transitions, IsMoving: true);

    /// <summary>What keys begin with whose versions it is about.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> PrefixesOf(LifecycleRules rules) => IsMoving ? rules.TransitionPrefixes : rules.RemovalPrefixes;

    /// <summary>Whether it is for this work to do.</summary>
    public bool Takes(LifecycleAction action) => action.Transition is not null == IsMoving;
}
