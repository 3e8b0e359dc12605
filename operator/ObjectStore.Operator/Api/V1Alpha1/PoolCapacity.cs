namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Bytes of all devices together, parity included.</summary>
public sealed record PoolCapacity
{
    /// <summary>Bytes of the devices.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>Bytes in use.</summary>
    public long? UsedBytes { get; init; }

    /// <summary>Part in use, in percent.</summary>
    public int? UsedPercent { get; init; }

    /// <summary>Days until the pool is full if it goes on growing as it did in the last week. Missing while nothing can be told.</summary>
    public int? DaysUntilFull { get; init; }

    /// <summary>Bytes in use in the last week, taken while all data is whole: what daysUntilFull is made of.</summary>
    public IReadOnlyList<PoolUsageSample>? History { get; init; }
}
