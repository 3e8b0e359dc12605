namespace ObjectStore.Kubernetes.Models;

/// <summary>A merge patch that counts an event up.</summary>
internal sealed record V1EventSeriesPatch
{
    /// <summary>The series as it is now.</summary>
    public required V1EventSeries Series { get; init; }
}
