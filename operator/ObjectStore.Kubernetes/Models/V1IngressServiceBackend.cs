namespace ObjectStore.Kubernetes.Models;

/// <summary>A port of a Service.</summary>
public sealed record V1IngressServiceBackend
{
    /// <summary>The Service.</summary>
    public required string Name { get; init; }

    /// <summary>The port.</summary>
    public V1ServiceBackendPort? Port { get; init; }
}
