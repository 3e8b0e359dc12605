namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>One storage class.</summary>
public sealed record StoreStorageClass
{
    /// <summary>As clients write it, in capitals: STANDARD_IA.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the StoragePool that has its objects.</summary>
    public required string Pool { get; init; }

    /// <summary>Whether its objects are read only after they have been restored. Without it those of GLACIER and DEEP_ARCHIVE are.</summary>
    public bool? Archive { get; init; }
}
