using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Simulation.Tests.Cluster;
using ObjectStore.Testing.Devices;

namespace ObjectStore.Simulation.Tests.Faults;

/// <summary>What goes wrong in a run, when, and for how long.</summary>
/// <remarks>
/// What destroys data or keeps it from being read (bits that flip, disks that cannot read, are lost or lie) strikes one zone, chosen once for a run: the store promises to survive the loss of any one zone, and no
/// more. What passes (processes, networks, the database, disks that report errors) strikes everywhere, also several at a time; a run has some kinds of faults and not others.
/// </remarks>
internal sealed class FaultSchedule
{
    private readonly SimulatedCluster _cluster;
    private readonly Random _random;
    private readonly ZoneName _damagedZone;
    private readonly List<Func<Task>> _kinds = [];
    private readonly List<Task> _lasting = [];
    private readonly HashSet<SimulatedNode> _busy = [];
    private readonly double _pauseSeconds;
    private bool _isOver;

    public FaultSchedule(SimulatedCluster cluster)
    {
        _cluster = cluster;
        _random = cluster.World.Random;
        _damagedZone = cluster.Nodes[_random.Next(cluster.Nodes.Count)].Zone;
        _pauseSeconds = 0.5 + (_random.NextDouble() * 8);
        (int Weight, Func<Task> Kind)[] all =
        [
            (3, KillNodeAsync), (1, KillZoneAsync), (3, KillGatewayAsync), (3, KillCuratorAsync), (2, CutAsync), (1, CutDatabaseAsync), (2, SlowNodeAsync), (2, LoseMessagesAsync),
            (1, StopDatabaseAsync), (2, FailDiskAsync), (1, FailReadsAsync), (2, FlipBitsAsync), (1, LieAsync), (1, LoseDiskAsync), (1, DestroyZoneAsync), (1, AddDiskAsync), (1, DrainAsync),
        ];
        foreach (var (weight, kind) in all)
        {
            if (_random.Next(3) > 0 || cluster.Bugs.NeedsAllFaults) _kinds.AddRange(Enumerable.Repeat(kind, weight));
        }
    }

    /// <summary>As many disks as a zone has are lost in a run: what can burn down.</summary>
    private int LostMax => _cluster.Shape.NodesPerZone * _cluster.Shape.DisksPerNode;

    /// <summary>Faults so far.</summary>
    public int Count { get; private set; }

    /// <summary>Devices that are gone for good.</summary>
    public List<DeviceId> Lost { get; } = [];

    /// <summary>Causes faults until <see cref="StopAsync"/>.</summary>
    public async Task RunAsync()
    {
        while (!_isOver && _kinds.Count > 0)
        {
            await _cluster.World.DelayAsync(0, _pauseSeconds);
            if (_isOver) return;
            Count++;
            _lasting.Add(_kinds[_random.Next(_kinds.Count)]());
            _lasting.RemoveAll(task => task.IsCompletedSuccessfully);
        }
    }

    /// <summary>Ends the faults under way and brings back what can be brought back.</summary>
    public async Task StopAsync()
    {
        _isOver = true;
        await Task.WhenAll(_lasting);
        _cluster.Network.Heal();
        _cluster.StartDatabase();
        foreach (var node in _cluster.Nodes)
        {
            foreach (var disk in node.Disks) disk.Disk.Faults.Reset();

            // A device that has turned read-only takes writes again when its node is started anew.
            await node.KillAsync(CrashLoss.Nothing);
            await node.StartAsync();
        }
    }

    private async Task KillNodeAsync()
    {
        if (Take(_cluster.Nodes[_random.Next(_cluster.Nodes.Count)]) is { } node) await RestartAsync([node]);
    }

    private Task KillZoneAsync()
    {
        var zone = _cluster.Nodes[_random.Next(_cluster.Nodes.Count)].Zone;
        return RestartAsync([.. _cluster.Nodes.Where(node => node.Zone == zone).Select(Take).OfType<SimulatedNode>()]);
    }

    private async Task RestartAsync(SimulatedNode[] nodes)
    {
        var loss = (CrashLoss)_random.Next(4);
        foreach (var node in nodes) await node.KillAsync(loss);
        await LastAsync(_random.Next(4) == 0 ? 60 : 10);
        foreach (var node in nodes)
        {
            await node.StartAsync();
            _busy.Remove(node);
        }
    }

    private async Task KillGatewayAsync()
    {
        if (_cluster.Gateways.Count == 0) return;
        _cluster.KillGateway(_cluster.Gateways[_random.Next(_cluster.Gateways.Count)]);
        await LastAsync(3);
        await _cluster.StartGatewayAsync();
    }

    private async Task KillCuratorAsync()
    {
        _cluster.KillCurator();
        await LastAsync(5);
        if (_cluster.Curator is null) _cluster.StartCurator();
    }

    private async Task CutAsync()
    {
        var caller = _random.Next(3) == 0 ? _cluster.Curator?.Process.Name : AnyGateway();
        if (caller is null) return;
        var node = _cluster.Nodes[_random.Next(_cluster.Nodes.Count)].Name;
        _cluster.Network.Cut(caller, node);
        await LastAsync(20);
        _cluster.Network.Heal(caller, node);
    }

    private async Task CutDatabaseAsync()
    {
        if ((_random.Next(3) == 0 ? _cluster.Curator?.Process.Name : AnyGateway()) is not { } caller) return;
        _cluster.Network.Cut(caller, SimulatedCluster.DatabaseName);
        await LastAsync(15);
        _cluster.Network.Heal(caller, SimulatedCluster.DatabaseName);
    }

    private async Task SlowNodeAsync()
    {
        var node = _cluster.Nodes[_random.Next(_cluster.Nodes.Count)].Name;
        _cluster.Network.Slow(node, _random.NextDouble() * 5);
        await LastAsync(20);
        _cluster.Network.Slow(node, 0);
    }

    private async Task LoseMessagesAsync()
    {
        _cluster.Network.LossRate = _random.NextDouble() * 0.2;
        await LastAsync(10);
        _cluster.Network.LossRate = 0;
    }

    private async Task StopDatabaseAsync()
    {
        _cluster.KillDatabase();
        await LastAsync(5);
        _cluster.StartDatabase();
    }

    /// <summary>A disk that cannot read some of what it has, which is as if it had lost it.</summary>
    private async Task FailReadsAsync()
    {
        if (AnyDisk(node => node.Zone == _damagedZone) is not { } disk) return;
        var faults = disk.Disk.Faults;
        faults.ReadErrors = _random.NextDouble();
        await LastAsync(15);
        faults.Reset();
    }

    /// <summary>A disk that says that it cannot write, or that it is full.</summary>
    private async Task FailDiskAsync()
    {
        if (AnyDisk(_ => true) is not { } disk) return;
        var device = disk.Disk;
        var rate = _random.NextDouble();
        switch (_random.Next(3))
        {
            case 0: device.Faults.WriteErrors = rate * 0.3; break;
            case 1: device.Faults.FlushErrors = rate * 0.3; break;
            default: device.CapacityBytes = Math.Max(1 << 20, (long)(_cluster.Shape.DiskBytes * rate)); break;
        }

        await LastAsync(15);
        device.Faults.Reset();
        device.CapacityBytes = disk.Disk.CapacityBytes = long.MaxValue;
    }

    private Task FlipBitsAsync()
    {
        if (AnyDisk(node => node.Zone == _damagedZone) is not { } disk) return Task.CompletedTask;
        for (var bits = _random.Next(1, 20); bits > 0; bits--) disk.Disk.FlipBit(name => name.EndsWith(".extent", StringComparison.Ordinal), _random);
        return Task.CompletedTask;
    }

    /// <summary>A disk that confirms writes and does not do them, or does them elsewhere.</summary>
    private async Task LieAsync()
    {
        if (AnyDisk(node => node.Zone == _damagedZone) is not { } disk) return;
        if (_random.Next(2) == 0) disk.Disk.Faults.LostWrites = _random.NextDouble();
        else disk.Disk.Faults.MisdirectedWrites = _random.NextDouble() * 0.5;
        var faults = disk.Disk.Faults;
        await LastAsync(10);
        faults.Reset();
    }

    private async Task LoseDiskAsync()
    {
        if (Take(_cluster.Nodes.Find(node => node.Zone == _damagedZone)!) is not { } node) return;
        if (node.Disks.Count > 0) await ReplaceAsync(node, [node.Disks[_random.Next(node.Disks.Count)]]);
        _busy.Remove(node);
    }

    private async Task DestroyZoneAsync()
    {
        var nodes = _cluster.Nodes.Where(node => node.Zone == _damagedZone).Select(Take).OfType<SimulatedNode>().ToArray();
        await Task.WhenAll(nodes.Select(node => ReplaceAsync(node, [.. node.Disks])));
        foreach (var node in nodes) _busy.Remove(node);
    }

    private async Task ReplaceAsync(SimulatedNode node, NodeDisk[] disks)
    {
        var lost = disks.Take(LostMax - Lost.Count).ToArray();
        Lost.AddRange(lost.Select(disk => disk.Id));
        foreach (var disk in lost) await node.LoseDiskAsync(disk);
        await LastAsync(20);
        foreach (var disk in lost) await _cluster.AddDiskAsync(node, disk.Pool);
    }

    private async Task AddDiskAsync()
    {
        if (Take(_cluster.Nodes[_random.Next(_cluster.Nodes.Count)]) is not { } node) return;
        if (node.Disks.Count < 4) await _cluster.AddDiskAsync(node, _cluster.Shape.PoolOf(_random.Next(2)));
        _busy.Remove(node);
    }

    private async Task DrainAsync()
    {
        if (_cluster.Curator is not { } curator || AnyDisk(_ => true) is not { } disk) return;
        try
        {
            await Task.WhenAny(curator.Administration.DrainAsync([disk.Id], CancellationToken.None).AsTask(), curator.Process.Died);
            await LastAsync(40);
            if (_cluster.Curator is { } now) await Task.WhenAny(now.Administration.KeepAsync([disk.Id], CancellationToken.None).AsTask(), now.Process.Died);
        }
        catch (StorageException)
        {
            // The map does not know it yet, or cannot be stored now.
        }
    }

    private SimulatedNode? Take(SimulatedNode node) => _busy.Add(node) ? node : null;

    private string? AnyGateway() => _cluster.Gateways.Count == 0 ? null : _cluster.Gateways[_random.Next(_cluster.Gateways.Count)].Process.Name;

    private NodeDisk? AnyDisk(Func<SimulatedNode, bool> where)
    {
        var disks = _cluster.Nodes.Where(where).SelectMany(node => node.Disks).ToArray();
        return disks.Length == 0 ? null : disks[_random.Next(disks.Length)];
    }

    /// <summary>Waits for up to so many seconds, or until the faults are over.</summary>
    private async Task LastAsync(double secondsMax)
    {
        var ends = _cluster.World.Clock.Now + TimeSpan.FromSeconds(_random.NextDouble() * secondsMax);
        while (!_isOver && _cluster.World.Clock.Now < ends) await _cluster.World.DelayAsync(0, 1);
    }
}
