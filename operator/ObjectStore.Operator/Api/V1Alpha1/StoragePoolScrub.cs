namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Verification of every byte. Of several pools of a store the first one's holds.</summary>
public sealed record StoragePoolScrub
{
    /// <summary>Days in which every byte is verified once.</summary>
    public int PeriodDays { get; init; } = 14;

    /// <summary>Bytes that are verified at most per second and device.</summary>
    public long BytesPerSecondPerDevice { get; init; } = 16_777_216;
}
