namespace ObjectStore.Kubernetes.Models;

/// <summary>A port of a container.</summary>
public sealed record V1ContainerPort
{
    /// <summary>Unique in the pod.</summary>
    public string? Name { get; init; }

    /// <summary>Number.</summary>
    public required int ContainerPort { get; init; }

    /// <summary><c>TCP</c> by default.</summary>
    public string? Protocol { get; init; }
}
