namespace ObjectStore.Kubernetes.Models;

/// <summary>A port by name or number.</summary>
public sealed record V1ServiceBackendPort
{
    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The number.</summary>
    public int? Number { get; init; }
}
