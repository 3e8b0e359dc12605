namespace ObjectStore.Kubernetes.Models;

/// <summary>A variable of the environment.</summary>
public sealed record V1EnvVar
{
    /// <summary>The variable.</summary>
    public required string Name { get; init; }

    /// <summary>Its value, or null when it comes from elsewhere.</summary>
    public string? Value { get; init; }

    /// <summary>Where it comes from.</summary>
    public V1EnvVarSource? ValueFrom { get; init; }
}
