using ObjectStore.Faults.Tests.Injection;
using ObjectStore.Faults.Tests.Load;
using ObjectStore.ProcessTesting;
using ObjectStore.ProcessTesting.Cluster;

namespace ObjectStore.Faults.Tests;

/// <summary>The cluster under test, with periods short enough that what takes minutes in production takes seconds. Owns its directory.</summary>
internal sealed class FaultCluster : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;

    private FaultCluster(TemporaryDirectory directory, ClusterProcesses processes, SmallFileSystem? smallDisk)
    {
        (_directory, Processes, SmallDisk) = (directory, processes, smallDisk);
        Signer = new RequestSigner(processes.Settings.AccessKey, processes.Settings.SecretKey);
        Errors = new ErrorLog(processes.Gateways.Count);
    }

    /// <summary>How long deleted fragments stay.</summary>
    public static TimeSpan GarbageGrace { get; } = TimeSpan.FromSeconds(60);

    /// <summary>How old a stripe is before its missing fragments are looked for: older than writes that are under way on a busy machine.</summary>
    public static TimeSpan MissingAge { get; } = TimeSpan.FromSeconds(15);

    public ClusterProcesses Processes { get; }

    /// <summary>What holds the devices of the first node; null when that is a disk like any other.</summary>
    public SmallFileSystem? SmallDisk { get; }

    public RequestSigner Signer { get; }

    public ErrorLog Errors { get; }

    public IReadOnlyList<string> Zones => [.. Processes.Nodes.Select(static node => node.Zone).Distinct()];

    public static async Task<FaultCluster> StartAsync(FaultRunOptions options, CancellationToken cancellationToken)
    {
        var directory = new TemporaryDirectory("faults");
        var smallDisk = options.SmallDiskBytes > 0 ? SmallFileSystem.TryMount(directory.Combine("node-1"), options.SmallDiskBytes) : null;
        try
        {
            var processes = await ClusterProcesses.StartAsync(
                new ClusterSettings
                {
                    Directory = directory.Path,
                    HasProxies = true,
                    HasStandby = true,
                    NodeArguments = Pairs(("Extents:ExtentBytes", "16777216"), ("Extents:CapacityBytes", Text(options.DeviceBytes)), ("Node:DeviceScanPeriod", "00:00:01")),

                    // Reads are to show what devices and network do.
                    GatewayArguments = Pairs(("Gateway:ReadCacheBytes", "0")),
                    CuratorArguments = Pairs(
                        ("Curator:Topology:Period", "00:00:00.5"), ("Curator:Topology:SuspectAfter", "00:00:02"), ("Curator:Topology:DownAfter", "00:00:05"),
                        ("Curator:Topology:DownOutInterval", "00:00:20"), ("Curator:Topology:OutShareMax", "0.5"), ("Curator:Topology:BalanceMovesMax", "1000"),
                        ("Curator:Rebalance:Period", "00:00:01"), ("Curator:Rebalance:SettleAfter", "00:00:03"), ("Curator:Rebuild:Period", "00:00:02"),
                        ("Curator:Repair:Period", "00:00:00.5"), ("Curator:Repair:ConfirmLossAfter", "00:00:05"), ("Curator:Repair:RetryLostAfter", "00:00:10"), ("Curator:Sweep:FragmentsPerSecond", "100000"), ("Curator:Sweep:MissingAge", MissingAge.ToString()),
                        ("Curator:Scrub:BytesPerSecondPerDevice", "1073741824"), ("Curator:Garbage:GracePeriod", "00:01:00"), ("Curator:Garbage:Period", "00:00:05"),
                        ("Lease:Duration", "00:00:06"), ("Lease:RenewPeriod", "00:00:01")),
                },
                cancellationToken);
            return new FaultCluster(directory, processes, smallDisk);
        }
        catch
        {
            smallDisk?.Dispose();
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Every process must run now.</summary>
    /// <exception cref="InvalidOperationException">One has ended by itself.</exception>
    public void RequireRunning()
    {
        if (Processes.Processes.FirstOrDefault(static process => !process.IsRunning) is not { } ended) return;
        var lines = ended.Output.ToString().Split('\n').TakeLast(5).Select(static line => line.Length > 1_000 ? line[..1_000] : line);
        throw new InvalidOperationException($"{ended.Name} has ended by itself:\n{string.Join('\n', lines)}");
    }

    public async ValueTask DisposeAsync()
    {
        await Processes.DisposeAsync();
        SmallDisk?.Dispose();
        _directory.Dispose();
    }

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string[] Pairs(params (string Name, string Value)[] settings) => [.. settings.SelectMany(static setting => new[] { "--" + setting.Name, setting.Value })];
}
