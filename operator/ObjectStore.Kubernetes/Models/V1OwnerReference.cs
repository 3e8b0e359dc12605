namespace ObjectStore.Kubernetes.Models;

/// <summary>An object that another one belongs to, in the same namespace or of cluster scope.</summary>
public sealed record V1OwnerReference
{
    /// <summary>Of the owner.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Of the owner.</summary>
    public required string Kind { get; init; }

    /// <summary>Of the owner.</summary>
    public required string Name { get; init; }

    /// <summary>Of the owner.</summary>
    public required string Uid { get; init; }

    /// <summary>Whether this owner manages the object; at most one does.</summary>
    public bool? Controller { get; init; }

    /// <summary>Whether foreground deletion of the owner waits for the object.</summary>
    public bool? BlockOwnerDeletion { get; init; }
}
