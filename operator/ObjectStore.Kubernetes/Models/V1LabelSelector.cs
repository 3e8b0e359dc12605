namespace ObjectStore.Kubernetes.Models;

/// <summary>Selects objects by their labels; all parts must hold.</summary>
public sealed record V1LabelSelector
{
    /// <summary>Labels with these values.</summary>
    public IReadOnlyDictionary<string, string>? MatchLabels { get; init; }

    /// <summary>Further conditions.</summary>
    public IReadOnlyList<V1LabelSelectorRequirement>? MatchExpressions { get; init; }
}
