namespace ObjectStore.Kubernetes.Models;

/// <summary>One problem of a refused object.</summary>
public sealed record V1StatusCause
{
    /// <summary>For programs.</summary>
    public string? Reason { get; init; }

    /// <summary>For people.</summary>
    public string? Message { get; init; }

    /// <summary>Path of the field.</summary>
    public string? Field { get; init; }
}
