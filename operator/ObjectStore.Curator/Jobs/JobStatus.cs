namespace ObjectStore.Curator.Jobs;

/// <summary>How a job stands.</summary>
/// <param name="Name">The job.</param>
/// <param name="IsRunning">Whether a pass runs now.</param>
/// <param name="LastSuccess">When a pass last ended with nothing left over, whichever curator ran it; null before that.</param>
/// <param name="LastResult">What the last run did.</param>
/// <param name="LastError">Why the last run failed, or null.</param>
public sealed record JobStatus(string Name, bool IsRunning, DateTimeOffset? LastSuccess, JobResult LastResult, string? LastError);
