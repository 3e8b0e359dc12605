using ObjectStore.Kubernetes.Serialization;

namespace ObjectStore.Kubernetes.Models;

/// <summary>A port of a rule.</summary>
public sealed record V1NetworkPolicyPort
{
    /// <summary>Number or name.</summary>
    public IntOrString? Port { get; init; }

    /// <summary>Last of a range.</summary>
    public int? EndPort { get; init; }

    /// <summary><c>TCP</c> by default.</summary>
    public string? Protocol { get; init; }
}
