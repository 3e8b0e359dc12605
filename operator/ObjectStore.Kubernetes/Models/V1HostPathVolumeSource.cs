namespace ObjectStore.Kubernetes.Models;

/// <summary>A path of the machine.</summary>
public sealed record V1HostPathVolumeSource
{
    /// <summary>Absolute.</summary>
    public required string Path { get; init; }

    /// <summary><c>Directory</c>, <c>DirectoryOrCreate</c>…</summary>
    public string? Type { get; init; }
}
