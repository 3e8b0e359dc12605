using ObjectStore.Kubernetes.Serialization;

namespace ObjectStore.Kubernetes.Models;

/// <summary>A port of a service.</summary>
public sealed record V1ServicePort
{
    /// <summary>Unique in the service.</summary>
    public string? Name { get; init; }

    /// <summary>Of the service.</summary>
    public required int Port { get; init; }

    /// <summary>Of the pods, number or name.</summary>
    public IntOrString? TargetPort { get; init; }

    /// <summary>Of the Kubernetes nodes.</summary>
    public int? NodePort { get; init; }

    /// <summary><c>TCP</c> by default.</summary>
    public string? Protocol { get; init; }

    /// <summary>What is spoken.</summary>
    public string? AppProtocol { get; init; }
}
