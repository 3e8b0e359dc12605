namespace ObjectStore.Kubernetes.Models;

/// <summary>An object whose keys all become variables.</summary>
public sealed record V1EnvFromSource
{
    /// <summary>Put before each name.</summary>
    public string? Prefix { get; init; }

    /// <summary>A Secret.</summary>
    public V1LocalObjectReference? SecretRef { get; init; }

    /// <summary>A ConfigMap.</summary>
    public V1LocalObjectReference? ConfigMapRef { get; init; }
}
