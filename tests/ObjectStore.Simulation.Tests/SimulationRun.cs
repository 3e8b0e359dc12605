using ObjectStore.Curator.Jobs;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Quotas;
using ObjectStore.Lifecycle;
using ObjectStore.Placement;
using ObjectStore.Simulation.Tests.Bugs;
using ObjectStore.Simulation.Tests.Checks;
using ObjectStore.Simulation.Tests.Cluster;
using ObjectStore.Simulation.Tests.Faults;
using ObjectStore.Simulation.Tests.Kernel;
using ObjectStore.Simulation.Tests.Workload;
using ObjectStore.Testing.History;

namespace ObjectStore.Simulation.Tests;

/// <summary>One run of the whole store: a cluster, clients and faults that a seed chooses; then peace, time for the curator, and every check.</summary>
internal sealed class SimulationRun : IDisposable
{
    /// <summary>Most rounds of all the curator's jobs before days pass.</summary>
    private const int RepairRoundsMax = 15;

    /// <summary>Days in which redundancy must be back, nothing left over, and every job at its end.</summary>
    private const int DaysMax = 4;

    private readonly SimulatedWorld _world;
    private readonly SimulatedCluster _cluster;
    private readonly HistoryRecorder _history = new();
    private readonly ContentBook _contents;
    private readonly List<SimulatedClient> _clients = [];
    private readonly FaultSchedule _faults;
    private readonly string[] _keys;
    private string? _unfinished;

    private SimulationRun(SimulatedWorld world, PlantedBugs bugs)
    {
        _world = world;
        _cluster = new SimulatedCluster(world, ClusterShape.Draw(world.Random), bugs);
        _contents = new ContentBook(world.Random);
        _faults = new FaultSchedule(_cluster);
        _keys = [.. Enumerable.Range(0, world.Random.Next(2, 12)).Select(i => $"{(char)('a' + (i % 3))}/key-{i}")];
        for (var i = world.Random.Next(1, 5); i > 0; i--) _clients.Add(new SimulatedClient(_cluster, $"client-{i}", _keys, _contents, _history));
    }

    private List<string> Violations => _cluster.Violations;

    /// <summary>Runs a seed.</summary>
    public static SimulationResult Run(int seed, PlantedBugs? bugs = null) => SimulatedWorld.Run(seed, async world =>
    {
        using var run = new SimulationRun(world, bugs ?? PlantedBugs.None);
        return await run.RunAsync();
    });

    public void Dispose() => _cluster.Dispose();

    private async Task<SimulationResult> RunAsync()
    {
        await _cluster.StartAsync();
        await InsistAsync(_clients[0].CreateBucketAsync, "the bucket cannot be made");
        await ConfigureBucketAsync();
        await MakeTroubleAsync();
        await _faults.StopAsync();
        await RecoverAsync();
        await ReadAllAsync();
        await SettleAsync();
        CheckHistory();
        await CheckQuotaAsync();
        if (Violations.Count > 0) Violations.AddRange([.. _cluster.Errors, await DescribeMapAsync()]);
        await _cluster.CloseAsync();
        return new SimulationResult(
            _world.Seed,
            _cluster.Shape.ToString(),
            _world.Trace.Hash,
            _world.Trace.Count,
            _history.Count,
            _clients.Sum(client => client.Requests),
            _clients.Sum(client => client.Successes),
            _faults.Count,
            [.. Violations],
            _world.Trace.ToString());
    }

    /// <summary>What a person sets of the bucket: its quota, and a rule that moves all that is in it to the second pool.</summary>
    private async Task ConfigureBucketAsync()
    {
        if (await Catalog.GetBucketAsync(SimulatedClient.Bucket, CancellationToken.None) is not { } bucket) return;
        if (!_cluster.Shape.Quota.IsNone) await Quotas.SetAsync(bucket, _cluster.Shape.Quota, CancellationToken.None);
        if (!_cluster.Shape.HasColdPool || _world.Random.Next(3) == 0) return;
        var rule = new LifecycleRule { Id = "cold", IsEnabled = true, Filter = new LifecycleFilter(), Transitions = [new CurrentTransition(_world.Random.Next(3), null, ClusterShape.ColdClass)] };
        await Catalog.ChangeDocumentsAsync(bucket, documents => documents.With(BucketDocumentKind.Lifecycle, LifecycleDocument.Format(new LifecycleRules([rule]))), CancellationToken.None);
    }

    /// <summary>Clients, faults and the curator, all at once, until the clients are done.</summary>
    private async Task MakeTroubleAsync()
    {
        var schedule = new CuratorSchedule(_cluster);
        var background = Task.WhenAll(schedule.RunAsync(), _faults.RunAsync());
        var operations = _world.Random.Next(10, 40);
        await Task.WhenAll(_clients.Select(client => client.RunAsync(operations)));
        schedule.Stop();
        await _faults.StopAsync();
        await background;
    }

    /// <summary>All processes anew, and all jobs until each comes to its end; some do only when what is left of aborted writes has become a day old.</summary>
    private async Task RecoverAsync()
    {
        _world.Trace.Add("peace");
        foreach (var gateway in _cluster.Gateways.ToArray()) _cluster.KillGateway(gateway);
        _cluster.KillCurator();
        _cluster.StartCurator();
        await DecideOnDisksAsync();
        for (var round = 0; round < RepairRoundsMax; round++)
        {
            if (await RunJobsAsync() && round > 2) return;
            await _world.DelayAsync(TimeSpan.FromSeconds(round < 10 ? 3 : 60));
        }
    }

    /// <summary>A pass of every job; whether each came to its end.</summary>
    private async Task<bool> RunJobsAsync()
    {
        var isComplete = true;
        foreach (var job in CuratorSchedule.Jobs)
        {
            if (await _cluster.Curator!.RunAsync(job)) continue;
            isComplete = false;
            _unfinished = job;
        }

        return isComplete;
    }

    /// <summary>What an operator does about disks that will not come back, and about those that are to stay after all.</summary>
    private async Task DecideOnDisksAsync()
    {
        await _cluster.Curator!.RunAsync(JobNames.Topology);
        var map = await ReadMapAsync();
        var administration = _cluster.Curator.Administration;
        await administration.DrainAsync([.. _faults.Lost.Where(id => map.FindDevice(id) is not null)], CancellationToken.None);
        await administration.KeepAsync([.. map.Devices.Where(device => device.IsLeaving && !_faults.Lost.Contains(device.Id)).Select(device => device.Id)], CancellationToken.None);
    }

    private Catalog Catalog => new(_cluster.DirectRouter(), _world.Clock);

    private BucketQuotas Quotas => new(_cluster.DirectRouter(), Catalog, new MoveOptions(), _world.Clock);

    private ValueTask<ClusterMap> ReadMapAsync() => Catalog.GetClusterMapAsync(CancellationToken.None);

    /// <summary>Every key, by one gateway that has just begun, each by itself and in a listing.</summary>
    private async Task ReadAllAsync()
    {
        var gateway = await _cluster.StartGatewayAsync();
        var reader = new SimulatedClient(_cluster, "reader", _keys, _contents, _history);
        foreach (var key in _keys) await InsistAsync(() => reader.GetAsync(key), $"{key} cannot be read");
        await InsistAsync(reader.ListAsync, "the bucket cannot be listed");
        await InsistAsync(reader.AbortUploadsAsync, "uploads cannot be aborted");
        _cluster.KillGateway(gateway);
    }

    /// <summary>Days pass in which the curator finds what is missing and clears away what nobody needs.</summary>
    private async Task SettleAsync()
    {
        WholenessCheck check;
        IReadOnlyList<string> missing, leftOvers;
        bool isComplete;
        var day = 0;
        do
        {
            await _world.DelayAsync(TimeSpan.FromHours(25));
            isComplete = await RunJobsAsync();
            await _cluster.Curator!.RunAsync(JobNames.Repair);
            check = new WholenessCheck(_cluster);
            missing = await check.FindMissingAsync();
            leftOvers = await check.FindLeftOversAsync();
        }
        while ((missing.Count + leftOvers.Count > 0 || !isComplete) && ++day < DaysMax);

        if (!isComplete) Violations.Add($"the job {_unfinished} does not come to its end");
        Violations.AddRange(missing.Select(each => $"redundancy is not back: {each}"));
        Violations.AddRange(leftOvers.Select(each => $"left over: {each}"));
        Violations.AddRange(_cluster.Curator!.Status.LostStripes.Select(each => $"lost: {each}"));
    }

    private async Task<string> DescribeMapAsync()
    {
        var map = await ReadMapAsync();
        var devices = map.Devices.Select(device => $"{SimulatedCluster.NameOf(device.Id)} {device.Node} {device.State} leaving {device.IsLeaving}");
        var groups = map.Groups.Select(group =>
            $"{group.Id} e{group.Epoch} {group.Profile} [{string.Join(' ', group.Devices.Select(SimulatedCluster.NameOf))}] moves {string.Join(", ", group.Moves.Select(move => $"{move.Position} from {SimulatedCluster.NameOf(move.From)}"))}");
        return $"map {map.Epoch}; lost {string.Join(' ', _faults.Lost.Select(SimulatedCluster.NameOf))}\n  {string.Join("\n  ", devices.Concat(groups.Where(text => text[^1] != ' ')))}";
    }

    private void CheckHistory()
    {
        foreach (var (key, operations) in _history.ByKey())
        {
            var result = LinearizabilityChecker.Check(operations);
            if (!result.IsLinearizable) Violations.Add($"the history of {key} is not linearizable: {result.Explanation}");
        }
    }

    /// <summary>What the accounts of the quota say is what there is, and no more than the quota.</summary>
    private async Task CheckQuotaAsync()
    {
        if (_cluster.Shape.Quota.IsNone || await Catalog.GetBucketAsync(SimulatedClient.Bucket, CancellationToken.None) is not { } bucket) return;
        var state = await Quotas.GetAsync(bucket, CancellationToken.None);
        var index = new ObjectIndex(_cluster.DirectRouter(), _world.Clock);
        var listing = await index.ListAsync(bucket.Id, new ObjectListQuery(default, default, default, 1000), CancellationToken.None);
        var held = new StoredAmount(listing.Objects.Sum(static item => item.Size), listing.Objects.Count);
        if (state?.Used != held) Violations.Add($"the quota knows of {state?.Used}, but there is {held}");
        if (held.Bytes > _cluster.Shape.Quota.Bytes || held.Objects > _cluster.Shape.Quota.Objects) Violations.Add($"{held} is more than {_cluster.Shape.Quota}");
    }

    /// <summary>Tries for some time what must work now.</summary>
    private async Task InsistAsync(Func<Task<bool>> action, string complaint)
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            if (await action()) return;
            await _world.DelayAsync(TimeSpan.FromSeconds(2));
        }

        Violations.Add(complaint);
    }
}
