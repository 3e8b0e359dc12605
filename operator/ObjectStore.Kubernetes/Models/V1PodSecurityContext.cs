namespace ObjectStore.Kubernetes.Models;

/// <summary>What all containers of a pod may do.</summary>
public sealed record V1PodSecurityContext
{
    /// <summary>Refuses to start as root.</summary>
    public bool? RunAsNonRoot { get; init; }

    /// <summary>User id.</summary>
    public long? RunAsUser { get; init; }

    /// <summary>Group id.</summary>
    public long? RunAsGroup { get; init; }

    /// <summary>Group that owns volumes.</summary>
    public long? FsGroup { get; init; }

    /// <summary>Further groups.</summary>
    public IReadOnlyList<long>? SupplementalGroups { get; init; }

    /// <summary>System calls.</summary>
    public V1SeccompProfile? SeccompProfile { get; init; }
}
