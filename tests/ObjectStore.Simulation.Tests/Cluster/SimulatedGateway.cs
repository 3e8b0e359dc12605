using Microsoft.Extensions.DependencyInjection;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Middleware;
using ObjectStore.Gateway.Options;
using ObjectStore.Index.Catalog;
using ObjectStore.Placement;
using ObjectStore.S3.Auth;
using ObjectStore.Simulation.Tests.Network;
using ObjectStore.Simulation.Tests.Workload;

namespace ObjectStore.Simulation.Tests.Cluster;

/// <summary>A gateway process: everything from the handler of requests down is real; in place of Kestrel stands <see cref="S3Exchange"/>.</summary>
internal sealed class SimulatedGateway : IDamageReports, ICredentialSource
{
    /// <summary>How often a gateway asks for the cluster map and how full devices are.</summary>
    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromSeconds(1);

    /// <summary>Little, so that blocks come and go.</summary>
    private const long ReadCacheBytes = 256 << 10;

    private readonly SimulatedCluster _cluster;
    private readonly ServiceProvider _services;
    private readonly S3RequestHandler _handler;

    public SimulatedGateway(SimulatedCluster cluster, string name)
    {
        _cluster = cluster;
        Process = new SimulatedProcess(cluster.World, name, cluster.DrawClockError());
        _services = cluster.Build(cluster.ServicesOf(Process)
            .AddSingleton<IFragmentDevices>(new RemoteDevices(cluster, Process, cluster.Bugs.OnGateway))
            .AddSingleton<IDamageReports>(this)
            .AddSingleton<ICredentialSource>(this)
            .AddObjectStoreDataPath(cluster.Configuration)
            .AddObjectStoreGateway(cluster.Configuration)
            .AddSingleton(DataPathOptionsOf(cluster.Shape))
            .AddSingleton(new GatewayOptions { PartBytesMin = 1, Name = name, ReadCacheBytes = ReadCacheBytes, Compression = cluster.Shape.IsCompressed }));
        _handler = _services.GetRequiredService<S3RequestHandler>();
    }

    public SimulatedProcess Process { get; }

    /// <summary>Waits for the first cluster map, then keeps it fresh for as long as the process lives.</summary>
    public async Task StartAsync()
    {
        while (!await RefreshAsync()) await Task.Delay(RefreshPeriod, Process.Clock);
        _ = KeepFreshAsync();
    }

    /// <summary>Sends a request; null when the gateway dies before it has answered.</summary>
    public async Task<S3Answer?> SendAsync(S3Call call, CancellationToken aborted)
    {
        var exchange = new S3Exchange(call, _cluster.World.Clock.GetUtcNow(), aborted);
        var handling = exchange.RunAsync(_handler.HandleAsync);
        await Task.WhenAny(handling, Process.Died);
        if (!Process.IsAlive) return null;
        using (exchange) return await handling;
    }

    public Identity? Find(string accessKey) => S3Call.User.AccessKey == accessKey ? S3Call.User : null;

    public void Report(FragmentId fragment, PlacementGroupId group)
    {
        if (Process.IsAlive) _ = ReportAsync(fragment, group);
    }

    private static DataPathOptions DataPathOptionsOf(ClusterShape shape) => new()
    {
        ErasureProfile = shape.Profile.ToString(),
        SmallObjectBytesMax = 2 << 10,
        FragmentBytesMax = 4 << 10,
        BufferPoolBytes = 4 << 20,
        ReconstructionPoolBytes = 2 << 20,
        LateBufferBytesMax = 1 << 20,
        WriteTimeout = shape.WriteTimeout,
        ReadTimeout = TimeSpan.FromSeconds(4),
        ReadPieceBytes = 64 << 10,
    };

    private async Task ReportAsync(FragmentId fragment, PlacementGroupId group)
    {
        try
        {
            await _cluster.Network.CallAsync(
                Process,
                () => _cluster.Curator?.Process,
                "curator",
                $"damage {fragment}",
                StorageErrorCode.DeviceUnavailable,
                () =>
                {
                    _cluster.Curator?.DamageReports.Report(fragment, group);
                    return Task.FromResult(true);
                },
                CancellationToken.None);
        }
        catch (StorageException)
        {
            // The walks find it.
        }
    }

    private async Task KeepFreshAsync()
    {
        while (Process.IsAlive)
        {
            await Task.Delay(RefreshPeriod, Process.Clock);
            await RefreshAsync();
        }
    }

    private async Task<bool> RefreshAsync()
    {
        var selector = _services.GetRequiredService<PlacementSelector>();
        try
        {
            var map = await _services.GetRequiredService<ICatalog>().GetClusterMapAsync(CancellationToken.None);
            if (map.Epoch > selector.Map.Epoch) selector.Update(map);
            var free = await Task.WhenAll(map.Devices.Select(device => FreeBytesOfAsync(device.Id)));
            selector.UpdateFreeBytes(free.Where(each => each.Bytes is not null).ToDictionary(each => each.Id, each => each.Bytes!.Value));
            return map.Groups.Count > 0;
        }
        catch (StorageException)
        {
            return false;
        }
    }

    private async Task<(DeviceId Id, long? Bytes)> FreeBytesOfAsync(DeviceId id)
    {
        using var timeout = new CancellationTokenSource(RefreshPeriod, Process.Clock);
        try
        {
            var status = await new RemoteDevice(_cluster, Process, id).DescribeAsync(timeout.Token);
            return (id, status.IsWritable ? status.FreeBytes : 0);
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            return (id, null);
        }
    }
}
