namespace ObjectStore.Kubernetes.Models;

/// <summary>What the API server answers when it has no object to show.</summary>
public sealed record V1Status
{
    /// <summary><c>Success</c> or <c>Failure</c>.</summary>
    public string? Status { get; init; }

    /// <summary>For people.</summary>
    public string? Message { get; init; }

    /// <summary>For programs.</summary>
    public string? Reason { get; init; }

    /// <summary>HTTP status.</summary>
    public int? Code { get; init; }

    /// <summary>More about the reason.</summary>
    public V1StatusDetails? Details { get; init; }
}
