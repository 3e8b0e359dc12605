namespace ObjectStore.Lifecycle;

/// <summary>By what transitions are judged.</summary>
/// <param name="Now">The time.</param>
/// <param name="Calendar">How days are counted.</param>
/// <param name="TransitionBytesMin">Smaller objects move only by rules whose filter asks for a size (Amazon S3 user guide, "Transitioning objects using Amazon S3 Lifecycle").</param>
public readonly record struct LifecycleMoment(DateTimeOffset Now, LifecycleCalendar Calendar, long TransitionBytesMin);
