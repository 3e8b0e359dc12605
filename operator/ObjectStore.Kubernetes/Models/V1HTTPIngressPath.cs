namespace ObjectStore.Kubernetes.Models;

/// <summary>Where requests for a path go.</summary>
public sealed record V1HTTPIngressPath
{
    /// <summary>The path.</summary>
    public string? Path { get; init; }

    /// <summary><c>Prefix</c>, <c>Exact</c> or <c>ImplementationSpecific</c>.</summary>
    public required string PathType { get; init; }

    /// <summary>What answers them.</summary>
    public required V1IngressBackend Backend { get; init; }
}
