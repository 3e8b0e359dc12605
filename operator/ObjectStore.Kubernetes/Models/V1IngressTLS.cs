namespace ObjectStore.Kubernetes.Models;

/// <summary>A certificate for hosts.</summary>
public sealed record V1IngressTLS
{
    /// <summary>The hosts.</summary>
    public IReadOnlyList<string>? Hosts { get; init; }

    /// <summary>Secret with the certificate.</summary>
    public string? SecretName { get; init; }
}
