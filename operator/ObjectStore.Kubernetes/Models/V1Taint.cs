namespace ObjectStore.Kubernetes.Models;

/// <summary>Keeps pods away that do not tolerate it.</summary>
public sealed record V1Taint
{
    /// <summary>Name of the taint.</summary>
    public required string Key { get; init; }

    /// <summary>Its value.</summary>
    public string? Value { get; init; }

    /// <summary><c>NoSchedule</c>, <c>PreferNoSchedule</c> or <c>NoExecute</c>.</summary>
    public required string Effect { get; init; }
}
