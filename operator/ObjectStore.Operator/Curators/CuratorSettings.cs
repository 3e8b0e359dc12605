namespace ObjectStore.Operator.Curators;

/// <summary>What a store's curator is told; when it changes, the curator starts anew.</summary>
/// <param name="Cluster">Identity of the cluster.</param>
/// <param name="Namespace">Where the pool is.</param>
/// <param name="Pool">Name of the pool.</param>
/// <param name="ErasureProfile">Such as 4+2.</param>
/// <param name="ScrubPeriodDays">Days in which every byte is verified.</param>
/// <param name="ScrubBytesPerSecondPerDevice">Budget of that.</param>
/// <param name="RepairBytesPerSecond">Budget of repair.</param>
/// <param name="DownOutSeconds">How long a device is down before it is given up.</param>
internal sealed record CuratorSettings(
    Guid Cluster, string Namespace, string Pool, string ErasureProfile, int ScrubPeriodDays, long ScrubBytesPerSecondPerDevice, long RepairBytesPerSecond, int DownOutSeconds)
{
    /// <summary>Where events go.</summary>
    public CuratorDestinations Destinations { get; init; } = CuratorDestinations.None;
}
