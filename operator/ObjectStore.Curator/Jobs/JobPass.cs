namespace ObjectStore.Curator.Jobs;

/// <summary>Identity of a pass: a pass that was cut off goes on under the time at which it began.</summary>
internal readonly record struct JobPass(DateTimeOffset StartedAt);
