namespace ObjectStore.Kubernetes.Models;

/// <summary>A range of addresses.</summary>
public sealed record V1IPBlock
{
    /// <summary>The range.</summary>
    public required string Cidr { get; init; }

    /// <summary>Ranges that are left out.</summary>
    public IReadOnlyList<string>? Except { get; init; }
}
