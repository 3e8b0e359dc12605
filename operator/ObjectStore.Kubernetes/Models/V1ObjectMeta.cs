namespace ObjectStore.Kubernetes.Models;

/// <summary>Name and what the API server keeps about an object. Managed fields are left out: nobody here needs them, and they would fill the caches.</summary>
public sealed record V1ObjectMeta
{
    /// <summary>Unique in its namespace and kind.</summary>
    public string? Name { get; init; }

    /// <summary>Begin of a name that the server completes.</summary>
    public string? GenerateName { get; init; }

    /// <summary>Null for kinds of cluster scope.</summary>
    public string? Namespace { get; init; }

    /// <summary>What selectors look at.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>What tools leave for themselves.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Differs between two objects of the same name, one after the other.</summary>
    public string? Uid { get; init; }

    /// <summary>Changes with every write; opaque.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Counts changes of the spec.</summary>
    public long? Generation { get; init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>Set when somebody has deleted it and finalizers are left.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }

    /// <summary>Seconds that it has to end by itself.</summary>
    public long? DeletionGracePeriodSeconds { get; init; }

    /// <summary>Who must still clean up before it goes.</summary>
    public IReadOnlyList<string>? Finalizers { get; init; }

    /// <summary>Objects that it goes with.</summary>
    public IReadOnlyList<V1OwnerReference>? OwnerReferences { get; init; }
}
