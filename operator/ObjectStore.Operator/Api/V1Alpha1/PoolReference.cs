namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>One pool.</summary>
public sealed record PoolReference
{
    /// <summary>Name of the StoragePool.</summary>
    public required string Name { get; init; }
}
