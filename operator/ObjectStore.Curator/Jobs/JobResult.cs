namespace ObjectStore.Curator.Jobs;

/// <summary>What a run of a job did.</summary>
/// <param name="Items">Units that were worked on: garbage entries, fragments or stripes.</param>
/// <param name="Bytes">Bytes that were read, written or given free, where the job knows them.</param>
/// <param name="IsComplete">False when something could not be reached; the pass goes on later.</param>
public readonly record struct JobResult(long Items, long Bytes, bool IsComplete)
{
    /// <summary>Both together.</summary>
    internal JobResult Plus(JobResult other) => new(Items + other.Items, Bytes + other.Bytes, IsComplete && other.IsComplete);
}
