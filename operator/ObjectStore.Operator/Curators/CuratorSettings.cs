using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Curators;

/// <summary>What a store's curator is told; when it changes, the curator starts anew.</summary>
/// <param name="Cluster">Identity of the cluster.</param>
/// <param name="Namespace">Where the pools are.</param>
/// <param name="Pools">The pools, the first first.</param>
/// <param name="ScrubPeriodDays">Days in which every byte is verified.</param>
/// <param name="ScrubBytesPerSecondPerDevice">Budget of that.</param>
/// <param name="RepairBytesPerSecond">Budget of repair.</param>
/// <param name="DownOutSeconds">How long a device is down before it is given up.</param>
internal sealed record CuratorSettings(
    Guid Cluster, string Namespace, SettingList<CuratorPool> Pools, int ScrubPeriodDays, long ScrubBytesPerSecondPerDevice, long RepairBytesPerSecond, int DownOutSeconds)
{
    /// <summary>Where events go.</summary>
    public CuratorDestinations Destinations { get; init; } = CuratorDestinations.None;

    /// <summary>Where buckets may be replicated to.</summary>
    public CuratorReplication Replication { get; init; } = CuratorReplication.None;

    /// <summary>Where versions may be moved to.</summary>
    public SettingList<ClusterClass> Classes { get; init; } = SettingList<ClusterClass>.None;

    /// <summary>Settings of the topology for these pools: the first one's profile for all of them, and where there are several each one's own.</summary>
    public IEnumerable<KeyValuePair<string, string?>> PoolSettings()
    {
        yield return new("Curator:Topology:ErasureProfile", Pools.All[0].ErasureProfile);
        foreach (var pool in Pools.All.Skip(1)) yield return new($"Curator:Topology:PoolProfiles:{pool.ClusterName}", pool.ErasureProfile);
        foreach (var (name, value) in Classes.All.SelectMany(static each => each.Settings())) yield return new(name, value);
    }
}
