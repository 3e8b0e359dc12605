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

    /// <summary>Name of the StoragePool that has those of its objects that nobody has read for infrequentAccessAfterDays. Without it none are moved by that.</summary>
    public string? InfrequentAccessPool { get; init; }

    /// <summary>After how many days without a read they are moved there; 30 where it is not said.</summary>
    public int? InfrequentAccessAfterDays { get; init; }
}
