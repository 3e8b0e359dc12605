namespace ObjectStore.Kubernetes.Models;

/// <summary>A file system: one source of these.</summary>
public sealed record V1Volume
{
    /// <summary>Unique in the pod.</summary>
    public required string Name { get; init; }

    /// <summary>A directory of the machine.</summary>
    public V1HostPathVolumeSource? HostPath { get; init; }

    /// <summary>A Secret as files.</summary>
    public V1SecretVolumeSource? Secret { get; init; }

    /// <summary>A ConfigMap as files.</summary>
    public V1ConfigMapVolumeSource? ConfigMap { get; init; }

    /// <summary>Empty, gone with the pod.</summary>
    public V1EmptyDirVolumeSource? EmptyDir { get; init; }

    /// <summary>A claim.</summary>
    public V1PersistentVolumeClaimVolumeSource? PersistentVolumeClaim { get; init; }
}
