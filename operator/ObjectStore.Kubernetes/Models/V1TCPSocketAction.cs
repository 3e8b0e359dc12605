using ObjectStore.Kubernetes.Serialization;

namespace ObjectStore.Kubernetes.Models;

/// <summary>A connection to the container.</summary>
public sealed record V1TCPSocketAction
{
    /// <summary>Number or name.</summary>
    public required IntOrString Port { get; init; }
}
