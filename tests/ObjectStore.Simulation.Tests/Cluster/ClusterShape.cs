using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Simulation.Tests.Cluster;

/// <summary>What a seed chooses of a cluster, beside what happens in it.</summary>
internal sealed record ClusterShape
{
    public const int Zones = 3;

    /// <summary>The storage class whose objects lie in <see cref="ColdPool"/>, where there is one.</summary>
    public const string ColdClass = "STANDARD_IA";

    /// <summary>The second pool, also by name: that of the first group takes what is of no class.</summary>
    public static readonly PoolName ColdPool = new("slow");

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

    /// <summary>Whether the second disk of each node is of a pool of its own, to which clients write a class and lifecycle rules move what others wrote.</summary>
    public required bool HasColdPool { get; init; }

    /// <summary>Whether gateways compress.</summary>
    public required bool IsCompressed { get; init; }

    /// <summary>Share of writes for which encryption is asked.</summary>
    public required double EncryptedShare { get; init; }

    /// <summary>Quota of the bucket; some have so little room that writes are refused.</summary>
    public required StorageQuota Quota { get; init; }

    /// <summary>The shape that follows from a seed.</summary>
    public static ClusterShape Draw(Random random)
    {
        var nodes = random.Next(1, 3);
        var disks = random.Next(1, 3);
        var hasColdPool = disks == 2 && random.Next(2) == 0;
        var devicesOfPool = hasColdPool ? nodes : nodes * disks;
        return new ClusterShape
        {
            NodesPerZone = nodes,
            DisksPerNode = disks,
            Gateways = random.Next(1, 4),
            Profile = devicesOfPool >= 2 && random.Next(3) > 0 ? new ErasureProfile(4, 2) : new ErasureProfile(2, 1),
            DiskBytes = random.Next(8) == 0 ? 2 << 20 : 6 << 20,
            WriteTimeout = TimeSpan.FromSeconds(random.Next(4) == 0 ? 10 : 2),
            ClockErrorMax = TimeSpan.FromSeconds(random.Next(2) == 0 ? 0 : 2),
            HasColdPool = hasColdPool,
            IsCompressed = random.Next(2) == 0,
            EncryptedShare = random.Next(3) == 0 ? random.NextDouble() : 0,
            Quota = random.Next(4) switch
            {
                0 => new StorageQuota(random.Next(20 << 10, 100 << 10), random.Next(1, 12)),
                1 => new StorageQuota(1L << 40, 1L << 40),
                _ => StorageQuota.None,
            },
        };
    }

    /// <summary>The pool of a disk that is the n-th of its node, from 0.</summary>
    public PoolName PoolOf(int disk) => HasColdPool && disk % 2 == 1 ? ColdPool : PoolName.Default;

    public override string ToString() =>
        $"{Zones} zones, {NodesPerZone} nodes each, {DisksPerNode} disks each of {DiskBytes} bytes, {Profile}, {Gateways} gateways"
        + $"{(HasColdPool ? ", two pools" : "")}{(IsCompressed ? ", compressed" : "")}{(EncryptedShare > 0 ? ", encrypted" : "")}{(Quota.IsNone ? "" : $", quota of {Quota.Bytes} bytes and {Quota.Objects} objects")}";
}
