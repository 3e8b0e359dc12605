namespace ObjectStore.Kubernetes.Models;

/// <summary>Rights of root.</summary>
public sealed record V1Capabilities
{
    /// <summary>Given.</summary>
    public IReadOnlyList<string>? Add { get; init; }

    /// <summary>Taken; <c>ALL</c>.</summary>
    public IReadOnlyList<string>? Drop { get; init; }
}
