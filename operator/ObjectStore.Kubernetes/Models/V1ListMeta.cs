namespace ObjectStore.Kubernetes.Models;

/// <summary>State that a list shows.</summary>
public sealed record V1ListMeta
{
    /// <summary>A watch goes on from here.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Asks for the next page; empty or null at the end.</summary>
    public string? Continue { get; init; }

    /// <summary>Objects after this page, where the server knows.</summary>
    public long? RemainingItemCount { get; init; }
}
