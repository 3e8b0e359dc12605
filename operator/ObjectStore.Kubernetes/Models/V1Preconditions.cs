namespace ObjectStore.Kubernetes.Models;

/// <summary>Conditions of a deletion; a conflict when they do not hold.</summary>
public sealed record V1Preconditions
{
    /// <summary>The object has this uid.</summary>
    public string? Uid { get; init; }

    /// <summary>The object is in this state.</summary>
    public string? ResourceVersion { get; init; }
}
