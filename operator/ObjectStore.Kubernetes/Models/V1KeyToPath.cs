namespace ObjectStore.Kubernetes.Models;

/// <summary>A key and its file.</summary>
public sealed record V1KeyToPath
{
    /// <summary>The key.</summary>
    public required string Key { get; init; }

    /// <summary>Relative path.</summary>
    public required string Path { get; init; }

    /// <summary>Permissions.</summary>
    public int? Mode { get; init; }
}
