namespace ObjectStore.Kubernetes.Models;

/// <summary>An address of a Kubernetes node.</summary>
public sealed record V1NodeAddress
{
    /// <summary><c>InternalIP</c>, <c>Hostname</c>…</summary>
    public required string Type { get; init; }

    /// <summary>The address.</summary>
    public required string Address { get; init; }
}
