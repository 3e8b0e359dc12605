namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>One bucket.</summary>
public sealed record BucketReference
{
    /// <summary>Name of the Bucket resource.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace, which must allow this one. Without it the own.</summary>
    public string? Namespace { get; init; }
}
