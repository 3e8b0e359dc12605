namespace ObjectStore.Kubernetes.Models;

/// <summary>All of these must hold.</summary>
public sealed record V1NodeSelectorTerm
{
    /// <summary>On labels.</summary>
    public IReadOnlyList<V1NodeSelectorRequirement>? MatchExpressions { get; init; }

    /// <summary>On fields.</summary>
    public IReadOnlyList<V1NodeSelectorRequirement>? MatchFields { get; init; }
}
