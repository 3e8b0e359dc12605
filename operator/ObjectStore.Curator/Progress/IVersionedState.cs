namespace ObjectStore.Curator.Progress;

/// <summary>State of a job as stored.</summary>
internal interface IVersionedState
{
    /// <summary>Format version.</summary>
    int Version { get; }
}
