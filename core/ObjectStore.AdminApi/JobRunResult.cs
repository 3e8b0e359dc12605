namespace ObjectStore.AdminApi;

/// <summary>What one run of a background job did.</summary>
/// <param name="Job">The job.</param>
/// <param name="Items">Units that it worked on.</param>
/// <param name="Bytes">Bytes that it read, wrote or gave free, where it knows them.</param>
/// <param name="IsComplete">False when something could not be reached; the pass goes on later.</param>
public sealed record JobRunResult(string Job, long Items, long Bytes, bool IsComplete);
