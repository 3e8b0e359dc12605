using ObjectStore.Curator.Progress;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>Where the walk over all buckets stands; the next pass goes on there.</summary>
/// <param name="Version">Format version.</param>
/// <param name="Bucket">Name of the bucket that is walked through, or of the last one that was.</param>
/// <param name="Stage">What of the bucket comes next.</param>
/// <param name="AfterKey">Last key of the stage that is done with; empty at its beginning.</param>
internal sealed record LifecycleState(int Version, string Bucket, LifecycleStage Stage, byte[] AfterKey) : IVersionedState
{
    /// <summary>Before the first bucket.</summary>
    public static LifecycleState Beginning { get; } = new(ProgressJson.Version, "", LifecycleStage.Done, []);

    /// <summary>Places from which on something failed and is to be tried again; null for none, and from an earlier release.</summary>
    public IReadOnlyList<LifecyclePlace>? Left { get; init; }

    /// <summary>When the pass began that has been through all buckets and only goes back to where something failed; null while it has not.</summary>
    public DateTimeOffset? RetriedIn { get; init; }
}
