namespace ObjectStore.Kubernetes.Models;

/// <summary>Selects Kubernetes nodes; one term suffices.</summary>
public sealed record V1NodeSelector
{
    /// <summary>The terms.</summary>
    public required IReadOnlyList<V1NodeSelectorTerm> NodeSelectorTerms { get; init; }
}
