using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Reports;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Topology;

/// <summary>Asks devices how they are, keeps their states in the cluster map, and plans groups for what is there. Stores a map only when it differs.</summary>
/// <remarks>Used by one caller at a time. What it remembers is only since when devices are silent or fail; a curator that is new, or leads again, counts anew, which delays and never hastens.</remarks>
internal sealed partial class TopologyJob(
    IDeviceDiscovery discovery,
    ClusterView cluster,
    MapUpdates updates,
    FiguresReporter reporter,
    CuratorMetrics metrics,
    TimeProvider time,
    IOptions<CuratorOptions> options,
    ILogger<TopologyJob> logger) : ICuratorJob
{
    private readonly TopologyOptions _options = options.Value.Topology;
    private readonly Dictionary<DeviceId, DateTimeOffset> _heardAt = [];
    private readonly Dictionary<DeviceId, DateTimeOffset> _failedAt = [];
    private Epoch _plannedEpoch;
    private string? _told;
    private volatile bool _isNewTerm;

    public string Name => JobNames.Topology;

    public TimeSpan Period => _options.Period;

    /// <summary>While another led, nobody listened here: what was heard last would make all devices look silent since then.</summary>
    public void BeginTerm() => _isNewTerm = true;

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        if (_isNewTerm) Forget();
        var answers = (await discovery.DiscoverAsync(cancellationToken)).DistinctBy(answer => answer.Id).ToDictionary(answer => answer.Id);
        var now = time.GetUtcNow();
        var before = await cluster.ReadAsync(cancellationToken);
        var silences = Listen(before, answers, now);
        var failures = ListenForFailures(answers.Values, now);
        TopologyPlan? plan = null;
        var after = await updates.ApplyAsync(
            before,
            map =>
            {
                plan = TopologyPlan.Make(map, answers, silences, failures, now, _options);
                return plan.Devices.Count == 0 && map.Epoch == _plannedEpoch ? map : Reconcile(map, plan.Devices);
            },
            cancellationToken);
        if (after.Epoch == before.Epoch) _plannedEpoch = after.Epoch;
        TellChanges(before, after);
        Tell(plan!);
        var silent = silences.Where(each => each.Value >= _options.SuspectAfter).Select(each => each.Key).ToHashSet();
        metrics.TopologyRead(after, await reporter.NoteAsync(after, answers, silent, discovery.Problems, now, cancellationToken));
        return new JobResult(answers.Count, 0, IsComplete: true);
    }

    private void Forget()
    {
        _isNewTerm = false;
        _heardAt.Clear();
        _failedAt.Clear();
        _plannedEpoch = default;
        _told = null;
    }

    private Dictionary<DeviceId, TimeSpan> Listen(ClusterMap map, Dictionary<DeviceId, DiscoveredDevice> answers, DateTimeOffset now)
    {
        foreach (var id in answers.Keys) _heardAt[id] = now;
        var silences = new Dictionary<DeviceId, TimeSpan>();
        foreach (var device in map.Devices.Where(device => !answers.ContainsKey(device.Id)))
        {
            if (_heardAt.TryAdd(device.Id, now)) continue;
            silences[device.Id] = now - _heardAt[device.Id];
        }

        return silences;
    }

    private Dictionary<DeviceId, TimeSpan> ListenForFailures(IEnumerable<DiscoveredDevice> answers, DateTimeOffset now)
    {
        var failures = new Dictionary<DeviceId, TimeSpan>();
        foreach (var answer in answers)
        {
            if (!answer.Status.HasFailed)
            {
                _failedAt.Remove(answer.Id);
                continue;
            }

            if (_failedAt.TryAdd(answer.Id, now)) Log.WritesFail(logger, answer.Id, answer.Node, answer.Zone, _options.DownOutInterval);
            failures[answer.Id] = now - _failedAt[answer.Id];
        }

        return failures;
    }

    private ClusterMap Reconcile(ClusterMap map, IReadOnlyList<Device> changed)
    {
        var planned = PlacementPlanner.UpdateDevices(map, changed);
        var refusals = new List<string>();
        foreach (var pool in planned.Pools) planned = Reconcile(planned, pool, refusals);
        if (refusals.Count > 0) TellOnce(string.Join(' ', refusals), message => Log.CannotPlan(logger, message));
        return planned;
    }

    private ClusterMap Reconcile(ClusterMap map, PoolName pool, List<string> refusals)
    {
        var own = map.OfPool(pool);
        var requirements = new PlacementRequirements
        {
            Pool = pool,
            Profiles = ProfilesOf(own, pool),
            GroupsMax = PlacementRequirements.GroupsFor(own.Devices.Count),
            Limits = new RebalanceLimits { BalanceMovesMax = _options.BalanceMovesMax },
        };
        try
        {
            return PlacementPlanner.Reconcile(map, requirements);
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.Refused)
        {
            // Groups cannot be formed over these devices; what is known of their states is stored all the same, and other pools are planned.
            refusals.Add(pool == PoolName.Default ? exception.Message : $"Pool {pool}: {exception.Message}");
            return map;
        }
    }

    private ErasureProfile[] ProfilesOf(ClusterMap map, PoolName pool)
    {
        var known = map.Groups.Where(group => group.StandsInFor is null).Select(group => group.Profile).Concat(map.Groups.Select(group => group.StandsInFor).OfType<ErasureProfile>());
        return map.Groups.Count > 0 ? [.. known.Distinct()] : [.. new[] { _options.ProfileOf(pool), ErasureProfile.Replicated }.Distinct()];
    }

    private void TellChanges(ClusterMap before, ClusterMap after)
    {
        if (after.Epoch == before.Epoch) return;
        foreach (var device in after.Devices)
        {
            var old = before.FindDevice(device.Id);
            if (old is null) Log.Joined(logger, device.Id, device.Node, device.Zone);
            else if (old.State != device.State) Log.StateChanged(logger, device.Id, device.Node, device.Zone, old.State, device.State);
        }
    }

    private void Tell(TopologyPlan plan)
    {
        if (plan.IsHeld) TellOnce("held", _ => Log.Held(logger));
        else if (plan.HeldOut > 0) TellOnce($"out {plan.HeldOut}", _ => Log.NotGivenUp(logger, plan.HeldOut));
        else if (plan.Devices.Count > 0) _told = null;
    }

    private void TellOnce(string what, Action<string> tell)
    {
        if (_told == what) return;
        _told = what;
        tell(what);
    }
}
