using ObjectStore.Core.Identifiers;
using ObjectStore.Extents;
using ObjectStore.Testing.Devices;

namespace ObjectStore.Simulation.Tests.Cluster;

/// <summary>A disk of a node.</summary>
internal sealed class NodeDisk(DeviceId id, PoolName pool, SimulatedDevice disk)
{
    /// <summary>What its superblock says.</summary>
    public DeviceId Id => id;

    /// <summary>The pool in its superblock.</summary>
    public PoolName Pool => pool;

    public SimulatedDevice Disk { get; set; } = disk;

    /// <summary>The device on it while it is open.</summary>
    public ExtentDevice? Device { get; set; }
}
