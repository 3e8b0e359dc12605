namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Bytes in use at one time.</summary>
public sealed record PoolUsageSample
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Bytes in use then.</summary>
    public required long UsedBytes { get; init; }
}
