using ObjectStore.Kubernetes.Serialization;

namespace ObjectStore.Kubernetes.Models;

/// <summary>A request to the container.</summary>
public sealed record V1HTTPGetAction
{
    /// <summary>Of the request.</summary>
    public string? Path { get; init; }

    /// <summary>Number or name.</summary>
    public required IntOrString Port { get; init; }

    /// <summary><c>HTTP</c> or <c>HTTPS</c>.</summary>
    public string? Scheme { get; init; }
}
