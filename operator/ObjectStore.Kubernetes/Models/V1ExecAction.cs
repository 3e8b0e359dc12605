namespace ObjectStore.Kubernetes.Models;

/// <summary>A command in the container.</summary>
public sealed record V1ExecAction
{
    /// <summary>Without a shell.</summary>
    public IReadOnlyList<string>? Command { get; init; }
}
