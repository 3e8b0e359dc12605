namespace ObjectStore.Kubernetes.Models;

/// <summary>Names an object of any kind.</summary>
public sealed record V1ObjectReference
{
    /// <summary>Of the object.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Of the object.</summary>
    public string? Kind { get; init; }

    /// <summary>Of the object.</summary>
    public string? Name { get; init; }

    /// <summary>Null for cluster scope.</summary>
    public string? Namespace { get; init; }

    /// <summary>Of the object.</summary>
    public string? Uid { get; init; }

    /// <summary>State that is spoken of.</summary>
    public string? ResourceVersion { get; init; }
}
