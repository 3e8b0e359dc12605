namespace ObjectStore.Kubernetes.Models;

/// <summary>How an object is deleted.</summary>
public sealed record V1DeleteOptions
{
    /// <summary>One of <see cref="DeletePropagation"/>; null for the default of the kind.</summary>
    public string? PropagationPolicy { get; init; }

    /// <summary>0 deletes at once.</summary>
    public long? GracePeriodSeconds { get; init; }

    /// <summary>Deletes only that very object.</summary>
    public V1Preconditions? Preconditions { get; init; }
}
