namespace ObjectStore.Curator.Progress;

/// <summary>When the last pass of a job began and whether it has ended.</summary>
internal sealed record PassState(int Version, DateTimeOffset StartedAt, bool IsFinished) : IVersionedState
{
    /// <summary>Key in the progress of jobs.</summary>
    public static string KeyOf(string job) => $"pass/{job}";
}
