namespace ObjectStore.Kubernetes.Models;

/// <summary>What a container gets.</summary>
public sealed record V1ResourceRequirements
{
    /// <summary>At least, as quantities.</summary>
    public IReadOnlyDictionary<string, string>? Requests { get; init; }

    /// <summary>At most, as quantities.</summary>
    public IReadOnlyDictionary<string, string>? Limits { get; init; }
}
