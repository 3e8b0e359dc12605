using ObjectStore.Curator.Jobs;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>What a walk does of what lifecycle rules, and last accesses, say. Each has walks of its own, so that copies of terabytes hold up no removal.</summary>
/// <param name="JobName">Name of the job, and key of its progress.</param>
/// <param name="IsMoving">Whether it moves versions; otherwise it removes versions and uploads.</param>
internal sealed record LifecycleWork(string JobName, bool IsMoving)
{
    private static readonly ReadOnlyMemory<byte>[] AllKeys = [default];

    /// <summary>Removals.</summary>
    public static LifecycleWork Removals { get; } = new(JobNames.Lifecycle, IsMoving: false);

    /// <summary>Moves to other storage classes, and between the pools of one.</summary>
    public static LifecycleWork Moves { get; } = new(JobNames.Transitions, IsMoving: true);

    /// <summary>What keys begin with whose versions it is about. Where a class has two pools, versions of every key may have to move.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> PrefixesOf(LifecyclePlan plan) => !IsMoving ? plan.Rules.RemovalPrefixes : plan.Transitions.Classes.HasTiering ? AllKeys : plan.Rules.TransitionPrefixes;

    /// <summary>Whether it is for this work to do.</summary>
    public bool Takes(LifecycleAction action) => action.Transition is not null == IsMoving;
}
