using System.Globalization;
using ObjectStore.ProcessTesting.Cluster;

namespace ObjectStore.Faults.Tests.Injection;

/// <summary>What happens to disks: damage, extents that are gone, a disk that is replaced by an empty one.</summary>
internal sealed class DeviceFaults(FaultCluster cluster)
{
    private const int DamagedPlacesMax = 64;
    private const string ExtentPattern = "*.extent";

    public IReadOnlyList<Fault> All() =>
    [
        .. cluster.SmallDisk is { } disk ? [new Fault("disk full", 2, (_, _) => Task.FromResult(FillDisk(disk)))] : Array.Empty<Fault>(),
        new("extent damaged", 2, (random, _) => DamageAsync(random)) { Destroys = true },
        new("extent deleted", 1, DeleteExtentAsync) { Destroys = true },
        new("device replaced by an empty one", 1, ReplaceDeviceAsync) { Destroys = true },
    ];

    private InjectedFault FillDisk(SmallFileSystem disk)
    {
        disk.Fill();
        return new InjectedFault(cluster.Processes.Nodes[0].Name, _ =>
        {
            disk.Empty();
            return Task.CompletedTask;
        });
    }

    /// <summary>Flips bits under a node that runs.</summary>
    private Task<InjectedFault> DamageAsync(Random random)
    {
        var (node, device) = Device(random);
        var extents = Extents(device);
        if (extents.Length == 0) return Task.FromResult(new InjectedFault($"{node.Name}: nothing to damage", static _ => Task.CompletedTask));
        var path = extents[random.Next(extents.Length)];
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var flipped = 0;
        for (var place = 0; place < DamagedPlacesMax; place++)
        {
            var position = random.NextInt64(file.Length);
            file.Position = position;

            // Space that was reserved and not written yet is zero, and is not damaged by this fault: it will be written.
            if (file.ReadByte() is not (> 0 and var value)) continue;
            file.Position = position;
            file.WriteByte((byte)(value ^ (1 << random.Next(8))));
            flipped++;
        }

        file.Flush(flushToDisk: true);
        var where = string.Create(CultureInfo.InvariantCulture, $"{node.Name} (zone {node.Zone}), {Path.GetFileName(path)}: {flipped} bits");
        return Task.FromResult(new InjectedFault(where, static _ => Task.CompletedTask));
    }

    /// <summary>Takes an extent away while the node does not run.</summary>
    private async Task<InjectedFault> DeleteExtentAsync(Random random, CancellationToken cancellationToken)
    {
        var (node, device) = Device(random);
        await node.Process.KillAsync().WaitAsync(cancellationToken);
        var extents = Extents(device);
        if (extents.Length > 0) File.Delete(extents[random.Next(extents.Length)]);
        return new InjectedFault($"{node.Name} (zone {node.Zone})", node.Process.StartAsync);
    }

    private async Task<InjectedFault> ReplaceDeviceAsync(Random random, CancellationToken cancellationToken)
    {
        var (node, device) = Device(random);
        await node.Process.KillAsync().WaitAsync(cancellationToken);
        Directory.Delete(device, recursive: true);
        return new InjectedFault($"{node.Name} (zone {node.Zone})", node.Process.StartAsync);
    }

    private (ClusterNode Node, string Device) Device(Random random)
    {
        var node = cluster.Processes.Nodes[random.Next(cluster.Processes.Nodes.Count)];
        return (node, node.Devices[random.Next(node.Devices.Count)]);
    }

    private static string[] Extents(string device) => [.. Directory.EnumerateFiles(device, ExtentPattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
