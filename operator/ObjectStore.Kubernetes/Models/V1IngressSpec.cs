namespace ObjectStore.Kubernetes.Models;

/// <summary>Rules of an ingress.</summary>
public sealed record V1IngressSpec
{
    /// <summary>Who carries it out.</summary>
    public string? IngressClassName { get; init; }

    /// <summary>Certificates.</summary>
    public IReadOnlyList<V1IngressTLS>? Tls { get; init; }

    /// <summary>Hosts.</summary>
    public IReadOnlyList<V1IngressRule>? Rules { get; init; }
}
