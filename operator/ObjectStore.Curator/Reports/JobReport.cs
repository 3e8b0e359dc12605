namespace ObjectStore.Curator.Reports;

/// <summary>How a job stands.</summary>
/// <param name="Name">One of <see cref="Jobs.JobNames"/>.</param>
/// <param name="IsRunning">Whether a pass runs.</param>
/// <param name="LastSuccess">When a pass last ended with nothing left over, whichever curator ran it; null before the first.</param>
/// <param name="LastItems">Units that the last run worked on.</param>
/// <param name="LastBytes">Bytes that the last run read, wrote or gave free, where the job knows them.</param>
/// <param name="LastError">Why the last run failed, or null.</param>
public sealed record JobReport(string Name, bool IsRunning, DateTimeOffset? LastSuccess, long LastItems, long LastBytes, string? LastError);
