using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator;
using ObjectStore.Curator.Garbage;
using ObjectStore.Curator.Rebalance;
using ObjectStore.Curator.Rebuild;
using ObjectStore.Curator.Repair;
using ObjectStore.Curator.Scrub;
using ObjectStore.Curator.Sweep;
using ObjectStore.Curator.Topology;
using ObjectStore.Simulation.Tests.Network;

namespace ObjectStore.Simulation.Tests.Cluster;

/// <summary>A curator process: the real jobs, run when the simulation says so.</summary>
internal sealed class SimulatedCurator : IDeviceDiscovery
{
    private static readonly TimeSpan DescribeTimeout = TimeSpan.FromSeconds(1);

    private readonly SimulatedCluster _cluster;
    private readonly ServiceProvider _services;

    public SimulatedCurator(SimulatedCluster cluster, string name)
    {
        _cluster = cluster;
        Process = new SimulatedProcess(cluster.World, name, cluster.DrawClockError());
        _services = cluster.Build(cluster.ServicesOf(Process)
            .AddSingleton<IFragmentDevices>(new RemoteDevices(cluster, Process, cluster.Bugs.OnCurator))
            .AddSingleton<IDeviceDiscovery>(this)
            .AddCurator()
            .AddSingleton(Options.Create(OptionsOf(cluster.Shape))));
        cluster.World.Trace.Add($"{name} starts");
    }

    public SimulatedProcess Process { get; }

    public CuratorStatus Status => _services.GetRequiredService<CuratorService>().Status;

    public DeviceAdministration Administration => _services.GetRequiredService<DeviceAdministration>();

    public IDamageReports DamageReports => _services.GetRequiredService<IDamageReports>();

    /// <summary>Runs a pass of a job. False when it could not be ended; true also when the process was killed meanwhile.</summary>
    public async Task<bool> RunAsync(string job)
    {
        var running = TryRunAsync(job);
        await Task.WhenAny(running, Process.Died);
        return !Process.IsAlive || await running;
    }

    public async ValueTask<IReadOnlyList<DiscoveredDevice>> DiscoverAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(_cluster.Nodes.SelectMany(node => node.Disks.Select(disk => DescribeAsync(node, disk, cancellationToken))));
        return [.. answers.OfType<DiscoveredDevice>()];
    }

    private async Task<bool> TryRunAsync(string job)
    {
        try
        {
            var result = await _services.GetRequiredService<CuratorService>().RunNowAsync(job, CancellationToken.None);
            _cluster.World.Trace.Add($"{Process.Name} {job}: {result.Items} {result.IsComplete}");
            return result.IsComplete;
        }
        catch (StorageException exception)
        {
            _cluster.World.Trace.Add($"{Process.Name} {job}: {exception.Code}");
        }
        catch (Exception exception)
        {
            _cluster.Violations.Add($"{Process.Name} {job} failed: {exception}");
        }

        return false;
    }

    private async Task<DiscoveredDevice?> DescribeAsync(SimulatedNode node, NodeDisk disk, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(DescribeTimeout, Process.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var status = await new RemoteDevice(_cluster, Process, disk.Id).DescribeAsync(either.Token);
            return new DiscoveredDevice(disk.Id, new NodeName(node.Name), node.Zone, status) { Pool = disk.Pool };
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static CuratorOptions OptionsOf(ClusterShape shape) => new()
    {
        Garbage = new GarbageOptions { GracePeriod = TimeSpan.FromMinutes(1), PageEntries = 5, BatchFragments = 6, FragmentsPerSecond = 10_000_000 },
        Sweep = new SweepOptions { PageFragments = 20, FragmentsPerSecond = 10_000_000, QuestionsInParallel = 3, DevicesInParallel = 3 },
        Scrub = new ScrubOptions { StepBytes = 64 << 10, BytesPerSecondPerDevice = 100_000_000_000 },
        Repair = new RepairOptions { StripesInParallel = 3, BytesPerSecond = 100_000_000_000, ConfirmLossAfter = TimeSpan.FromMinutes(1) },
        Rebuild = new RebuildOptions { PageFragments = 20, QuestionsInParallel = 3 },
        Rebalance = new RebalanceOptions { PageFragments = 20, DevicesInParallel = 3, VerificationsInParallel = 3, SettleAfter = TimeSpan.FromSeconds(10) },
        Topology = new TopologyOptions
        {
            SuspectAfter = TimeSpan.FromSeconds(3),
            DownAfter = TimeSpan.FromSeconds(8),
            DownOutInterval = TimeSpan.FromSeconds(25),
            ErasureProfile = shape.Profile.ToString(),
        },
    };
}
