namespace ObjectStore.AdminApi;

/// <summary>A background job.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsRunning">Whether a pass runs.</param>
/// <param name="LastSuccess">When a pass last ended with nothing left over, if ever.</param>
/// <param name="LastItems">Units that the last run worked on.</param>
/// <param name="LastBytes">Bytes that the last run read, wrote or gave free, where the job knows them.</param>
/// <param name="LastError">Why the last run failed, or null.</param>
/// <param name="Progress">How far the present pass has come, where that can be said.</param>
public sealed record JobInfo(string Name, bool IsRunning, DateTimeOffset? LastSuccess, long LastItems, long LastBytes, string? LastError, JobProgressInfo? Progress);
