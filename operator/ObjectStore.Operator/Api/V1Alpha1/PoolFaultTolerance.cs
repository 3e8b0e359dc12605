namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>What may still be lost before some stripe cannot be read.</summary>
public sealed record PoolFaultTolerance
{
    /// <summary>Any so many zones.</summary>
    public int? Zones { get; init; }

    /// <summary>Any so many storage nodes.</summary>
    public int? Nodes { get; init; }

    /// <summary>Any so many devices.</summary>
    public int? Devices { get; init; }
}
