using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Simulation.Tests.Network;
using ObjectStore.Testing;
using ObjectStore.Testing.Devices;

namespace ObjectStore.Simulation.Tests.Cluster;

/// <summary>A storage node: its process, which comes and goes, and its disks, which stay. The devices on them are the real ones.</summary>
internal sealed class SimulatedNode(SimulatedCluster cluster, string name, ZoneName zone)
{
    private readonly List<NodeDisk> _disks = [];

    public string Name => name;

    public ZoneName Zone => zone;

    /// <summary>Null while it is not running.</summary>
    public SimulatedProcess? Process { get; private set; }

    public IReadOnlyList<NodeDisk> Disks => _disks;

    /// <summary>Puts an empty disk in.</summary>
    public NodeDisk AddDisk(PoolName pool)
    {
        var random = cluster.World.Random;
        var device = new DeviceId(new Guid(cluster.NextDeviceNumber(), 0, 0, new byte[8]));
        var disk = new SimulatedDevice(random.Next());
        disk.Faults.CacheMisses = random.NextDouble();
        ExtentDevice.Create(disk, new Superblock(device, Guid.Empty, pool.Value, cluster.World.Clock.GetUtcNow()));
        var added = new NodeDisk(device, pool, disk);
        _disks.Add(added);
        cluster.World.Trace.Add($"{name} gets disk {SimulatedCluster.NameOf(device)} of pool {pool}");
        return added;
    }

    /// <summary>Takes a disk out, with all that is on it.</summary>
    public async Task LoseDiskAsync(NodeDisk lost)
    {
        cluster.World.Trace.Add($"{name} loses disk {SimulatedCluster.NameOf(lost.Id)}");
        _disks.Remove(lost);
        lost.Disk.Crash();
        await CloseAsync(lost);
    }

    /// <summary>Starts the process and opens what can be opened.</summary>
    public async Task StartAsync()
    {
        if (Process is { IsAlive: true }) return;
        var process = Process = new SimulatedProcess(cluster.World, name, cluster.DrawClockError());
        cluster.World.Trace.Add($"{name} starts");
        foreach (var disk in _disks.ToArray()) await OpenAsync(disk, process);
    }

    /// <summary>Kills the process; what was not synced may be lost as <paramref name="loss"/> says.</summary>
    public async Task KillAsync(CrashLoss loss)
    {
        if (Process is not { IsAlive: true } process) return;
        process.Kill();
        foreach (var disk in _disks.ToArray())
        {
            disk.Disk.Crash();
            await CloseAsync(disk);
            disk.Disk = disk.Disk.Reboot(loss);
        }
    }

    /// <summary>Opens a disk that was put in while the process runs.</summary>
    public Task OpenAsync(NodeDisk disk) => Process is { IsAlive: true } process ? OpenAsync(disk, process) : Task.CompletedTask;

    /// <summary>The device, for a call that has arrived.</summary>
    /// <exception cref="StorageException">DeviceUnavailable: the node does not have it open.</exception>
    public IFragmentDevice Serve(DeviceId id) =>
        _disks.Find(disk => disk.Id == id)?.Device is { } device
            ? cluster.Bugs.OnNode(cluster.World, device)
            : throw new StorageException(StorageErrorCode.DeviceUnavailable, $"{name} does not have device {id} open.");

    /// <summary>A step of what a device does on its own: a checkpoint or a compaction.</summary>
    public async Task MaintainAsync(Random random)
    {
        if (_disks.Count == 0 || _disks[random.Next(_disks.Count)].Device is not { } device) return;
        try
        {
            if (random.Next(2) == 0) device.Maintenance.WriteCheckpoint(isClean: false);
            else await device.Maintenance.CompactOneAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is StorageException or Extents.Devices.DeviceIoException)
        {
            // Tried again at the next turn.
        }
    }

    private async Task OpenAsync(NodeDisk disk, SimulatedProcess process)
    {
        try
        {
            using var meters = new TestMeterFactory();
            var device = await ExtentDevice.OpenAsync(disk.Disk, cluster.ExtentsOptions, new ExtentsMetrics(meters), process.Clock, NullLogger.Instance);
            if (process.IsAlive && _disks.Contains(disk)) disk.Device = device;
            else await device.DisposeAsync();
        }
        catch (StorageException exception)
        {
            cluster.World.Trace.Add($"{name} cannot open {SimulatedCluster.NameOf(disk.Id)}: {exception.Code}");
        }
    }

    private static async Task CloseAsync(NodeDisk disk)
    {
        if (disk.Device is not { } device) return;
        disk.Device = null;
        await device.DisposeAsync();
    }
}
