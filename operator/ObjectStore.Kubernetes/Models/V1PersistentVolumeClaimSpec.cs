namespace ObjectStore.Kubernetes.Models;

/// <summary>What a claim asks for.</summary>
public sealed record V1PersistentVolumeClaimSpec
{
    /// <summary><c>ReadWriteOnce</c>…</summary>
    public IReadOnlyList<string>? AccessModes { get; init; }

    /// <summary>Who provides it.</summary>
    public string? StorageClassName { get; init; }

    /// <summary>How much.</summary>
    public V1ResourceRequirements? Resources { get; init; }
}
