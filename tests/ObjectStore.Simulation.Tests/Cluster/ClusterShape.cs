using ObjectStore.Core.Stripes;

namespace ObjectStore.Simulation.Tests.Cluster;

/// <summary>What a seed chooses of a cluster, beside what happens in it.</summary>
internal sealed record ClusterShape
{
    public const int Zones = 3;

    public required int NodesPerZone { get; init; }

    public required int DisksPerNode { get; init; }

    public required int Gateways { get; init; }

    public required ErasureProfile Profile { get; init; }

    /// <summary>Bytes of each disk that the store may use.</summary>
    public required long DiskBytes { get; init; }

    /// <summary>How long a device may take to store a fragment.</summary>
    public required TimeSpan WriteTimeout { get; init; }

    /// <summary>Most that the clock of a process is wrong by.</summary>
    public required TimeSpan ClockErrorMax { get; init; }

    /// <summary>The shape that follows from a seed.</summary>
    public static ClusterShape Draw(Random random)
    {
        var nodes = random.Next(1, 3);
        var disks = random.Next(1, 3);
        return new ClusterShape
        {
            NodesPerZone = nodes,
            DisksPerNode = disks,
            Gateways = random.Next(1, 4),
            Profile = nodes * disks >= 2 && random.Next(3) > 0 ? new ErasureProfile(4, 2) : new ErasureProfile(2, 1),
            DiskBytes = random.Next(8) == 0 ? 2 << 20 : 6 << 20,
            WriteTimeout = TimeSpan.FromSeconds(random.Next(4) == 0 ? 10 : 2),
            ClockErrorMax = TimeSpan.FromSeconds(random.Next(2) == 0 ? 0 : 2),
        };
    }

    public override string ToString() =>
        $"{Zones} zones, {NodesPerZone} nodes each, {DisksPerNode} disks each of {DiskBytes} bytes, {Profile}, {Gateways} gateways";
}
