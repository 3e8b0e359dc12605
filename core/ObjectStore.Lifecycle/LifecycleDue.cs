namespace ObjectStore.Lifecycle;

/// <summary>What a rule says will be done, and when.</summary>
/// <param name="At">When it is due; it may have been for long.</param>
/// <param name="Rule">The rule that says so.</param>
public readonly record struct LifecycleDue(DateTimeOffset At, LifecycleRule Rule);
