namespace ObjectStore.Kubernetes.Models;

/// <summary>A pause.</summary>
public sealed record V1SleepAction
{
    /// <summary>How long.</summary>
    public long Seconds { get; init; }
}
