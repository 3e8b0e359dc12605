namespace ObjectStore.Kubernetes.Models;

/// <summary>What people ask of a Kubernetes node.</summary>
public sealed record V1NodeSpec
{
    /// <summary>Cordoned.</summary>
    public bool? Unschedulable { get; init; }

    /// <summary>What pods must tolerate.</summary>
    public IReadOnlyList<V1Taint>? Taints { get; init; }

    /// <summary>Name at the cloud provider.</summary>
    public string? ProviderID { get; init; }
}
