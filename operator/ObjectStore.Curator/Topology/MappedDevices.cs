using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Topology;

/// <summary>Asks the devices that the map knows; for hosts that put new devices into the map themselves.</summary>
internal sealed class MappedDevices(ClusterView cluster, IFragmentDevices devices, TimeProvider time, IOptions<CuratorOptions> options) : IDeviceDiscovery
{
    private const int DevicesInParallel = 256;

    private readonly TimeSpan _timeout = options.Value.Topology.DescribeTimeout;

    public async ValueTask<IReadOnlyList<DiscoveredDevice>> DiscoverAsync(CancellationToken cancellationToken)
    {
        var map = await cluster.ReadAsync(cancellationToken);
        var answered = new ConcurrentBag<DiscoveredDevice>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = DevicesInParallel, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current };
        await Parallel.ForEachAsync(map.Devices, parallel, async (device, token) =>
        {
            if (await TryDescribeAsync(device, token) is { } status) answered.Add(new DiscoveredDevice(device.Id, device.Node, device.Zone, status) { Pool = device.Pool });
        });
        return [.. answered];
    }

    private async ValueTask<DeviceStatus?> TryDescribeAsync(Device device, CancellationToken cancellationToken)
    {
        if (devices.Find(device.Id) is not { } found) return null;
        using var timeout = new CancellationTokenSource(_timeout, time);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await found.DescribeAsync(late.Token);
        }
        catch (StorageException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
