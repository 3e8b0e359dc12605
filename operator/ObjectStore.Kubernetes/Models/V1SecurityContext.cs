namespace ObjectStore.Kubernetes.Models;

/// <summary>What a container may do.</summary>
public sealed record V1SecurityContext
{
    /// <summary>Whether it can gain rights.</summary>
    public bool? AllowPrivilegeEscalation { get; init; }

    /// <summary>Whether it is root on the machine.</summary>
    public bool? Privileged { get; init; }

    /// <summary>Whether its image is not writable.</summary>
    public bool? ReadOnlyRootFilesystem { get; init; }

    /// <summary>Refuses to start as root.</summary>
    public bool? RunAsNonRoot { get; init; }

    /// <summary>User id.</summary>
    public long? RunAsUser { get; init; }

    /// <summary>Group id.</summary>
    public long? RunAsGroup { get; init; }

    /// <summary>Rights of root, one by one.</summary>
    public V1Capabilities? Capabilities { get; init; }

    /// <summary>System calls.</summary>
    public V1SeccompProfile? SeccompProfile { get; init; }
}
