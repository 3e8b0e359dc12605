namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>The store that holds the bucket. Cannot be changed.</summary>
public sealed record StoreReference
{
    /// <summary>Name of the ObjectStore.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace. Without it the bucket's own.</summary>
    public string? Namespace { get; init; }
}
