namespace ObjectStore.Kubernetes.Models;

/// <summary>A condition on a Kubernetes node.</summary>
public sealed record V1NodeSelectorRequirement
{
    /// <summary>Label or field.</summary>
    public required string Key { get; init; }

    /// <summary><c>In</c>, <c>NotIn</c>, <c>Exists</c>, <c>DoesNotExist</c>, <c>Gt</c> or <c>Lt</c>.</summary>
    public required string Operator { get; init; }

    /// <summary>What it is compared with.</summary>
    public IReadOnlyList<string>? Values { get; init; }
}
