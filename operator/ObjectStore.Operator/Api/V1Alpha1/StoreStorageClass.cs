namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>One storage class.</summary>
public sealed record StoreStorageClass
{
    /// <summary>As clients write it, in capitals: STANDARD_IA.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the StoragePool that has its objects.</summary>
    public required string Pool { get; init; }
}
