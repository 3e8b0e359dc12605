namespace ObjectStore.Kubernetes.Models;

/// <summary>How a container runs.</summary>
public sealed record V1ContainerStatus
{
    /// <summary>The container.</summary>
    public required string Name { get; init; }

    /// <summary>Whether its readiness probe succeeds.</summary>
    public bool Ready { get; init; }

    /// <summary>How often it was started again.</summary>
    public int RestartCount { get; init; }

    /// <summary>What runs.</summary>
    public string? Image { get; init; }
}
