namespace ObjectStore.AdminApi;

/// <summary>How far a job has come.</summary>
/// <param name="Done">What is done.</param>
/// <param name="All">What there is in all, as far as known.</param>
/// <param name="Unit"><c>bytes</c>, <c>fragments</c> or <c>places</c> of placement groups.</param>
public sealed record JobProgressInfo(long Done, long All, string Unit);
