using System.Diagnostics.Metrics;
using System.Globalization;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Clocks;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Repair;
using ObjectStore.Curator.Reports;
using ObjectStore.Curator.Sweep;
using ObjectStore.Placement;

namespace ObjectStore.Curator;

/// <summary>Instruments of the meter <c>ObjectStore.Curator</c>.</summary>
internal sealed class CuratorMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ObjectStore.Curator";

    private readonly Meter _meter;
    private readonly Histogram<double> _jobDuration;
    private readonly Counter<long> _jobItems;
    private readonly Counter<long> _jobBytes;
    private readonly Counter<long> _damaged;
    private readonly Counter<long> _restored;
    private readonly Counter<long> _restoredBytes;
    private readonly Counter<long> _repairs;
    private readonly Counter<long> _sweepVerdicts;
    private readonly Gauge<long> _unreadableGarbage;
    private readonly Gauge<long> _devices;
    private readonly Gauge<long> _moves;
    private readonly Gauge<long> _faultTolerance;
    private readonly Gauge<long> _poolBytes;
    private readonly Gauge<double> _clockDifference;
    private readonly Gauge<long> _clockDoubted;
    private Epoch _toleranceEpoch;

    public CuratorMetrics(IMeterFactory meterFactory)
    {
        _meter = meterFactory.Create(MeterName);
        _jobDuration = _meter.CreateHistogram(
            "objectstore.curator.job.duration", "s", "Duration of a job's run.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.1, 1, 10, 60, 600, 3600, 14_400, 86_400] });
        _jobItems = _meter.CreateCounter<long>("objectstore.curator.job.items", "{item}", "Units that a job worked on.");
        _jobBytes = _meter.CreateCounter<long>("objectstore.curator.job.bytes", "By", "Bytes that a job verified or gave free.");
        _damaged = _meter.CreateCounter<long>("objectstore.curator.scrub.damaged", "{fragment}", "Damaged fragments that the scrub found.");
        _restored = _meter.CreateCounter<long>("objectstore.curator.repair.fragments", "{fragment}", "Fragments that were restored.");
        _restoredBytes = _meter.CreateCounter<long>("objectstore.curator.repair.bytes", "By", "Bytes of fragments that were restored.");
        _repairs = _meter.CreateCounter<long>("objectstore.curator.repair.stripes", "{stripe}", "Attempts to repair a stripe, by outcome.");
        _sweepVerdicts = _meter.CreateCounter<long>("objectstore.curator.sweep.fragments", "{fragment}", "Fragments that the sweep looked at, by verdict.");
        _unreadableGarbage = _meter.CreateGauge<long>(
            "objectstore.curator.garbage.unreadable", "{row}", "Rows that garbage collection passed over in its last run because they cannot be read.");
        _devices = _meter.CreateGauge<long>("objectstore.curator.topology.devices", "{device}", "Devices of the cluster map, by state.");
        _moves = _meter.CreateGauge<long>("objectstore.curator.rebalance.moves", "{position}", "Positions of placement groups whose fragments are on their way.");
        _faultTolerance = _meter.CreateGauge<long>(
            "objectstore.curator.fault_tolerance", "{failure}", "Failures of a kind that every stripe of a profile in a pool bears at the moment.");
        _poolBytes = _meter.CreateGauge<long>("objectstore.curator.pool.bytes", "By", "Capacity of the devices of a pool that answer, what fragments take, and what is free for new ones.");
        _clockDifference = _meter.CreateGauge<double>("objectstore.curator.clock.difference", "s", "How far the clocks of this process, of the databases and of most nodes are apart.");
        _clockDoubted = _meter.CreateGauge<long>("objectstore.curator.clock.doubted", "{clock}", "1 while clocks are so far apart that nothing is removed for its age, otherwise 0.");
    }

    /// <summary>Notes how far clocks are apart, and whether that is too far.</summary>
    public void ClocksCompared(ClockVerdict verdict)
    {
        _clockDifference.Record(verdict.Difference.TotalSeconds);
        _clockDoubted.Record(verdict.IsTrusted ? 0 : 1);
    }

    /// <summary>Notes devices by state, positions under way and what failures are borne, as of a map, and the room on the devices.</summary>
    public void TopologyRead(ClusterMap map, IReadOnlyDictionary<DeviceId, DeviceFigures> devices)
    {
        foreach (var state in Enum.GetValues<DeviceState>()) _devices.Record(map.Devices.Count(device => device.State == state), Tag("state", NameOf(state)));
        _moves.Record(map.Groups.Sum(group => (long)group.Moves.Count));
        foreach (var pool in map.Pools)
        {
            var answering = map.OfPool(pool).Devices.Select(device => devices.GetValueOrDefault(device.Id)).OfType<DeviceFigures>().Where(device => device.IsAnswering).ToArray();
            var tag = Tag("pool", pool.Value);
            _poolBytes.Record(answering.Sum(device => device.CapacityBytes), Tag("kind", "capacity"), tag);
            _poolBytes.Record(answering.Sum(device => device.LiveBytes), Tag("kind", "used"), tag);
            _poolBytes.Record(answering.Sum(device => device.FreeBytes), Tag("kind", "free"), tag);
        }

        if (map.Epoch != _toleranceEpoch) RecordTolerance(map);
    }

    private void RecordTolerance(ClusterMap map)
    {
        _toleranceEpoch = map.Epoch;
        foreach (var target in map.Groups.Select(group => new PlacementTarget(group.Pool, group.Profile)).Distinct())
        {
            var tolerance = FaultTolerance.Of(map.OfPool(target.Pool), target.Profile);
            Record(tolerance.Zones, target, "zone");
            Record(tolerance.Nodes, target, "node");
            Record(tolerance.Devices, target, "device");
        }

        void Record(int failures, PlacementTarget target, string domain) =>
            _faultTolerance.Record(failures, Tag("profile", target.Profile.ToString()), Tag("domain", domain), Tag("pool", target.Pool.Value));
    }

    public void Observe(RepairQueue queue, LostStripes lost, Func<IEnumerable<JobStatus>> jobs)
    {
        _meter.CreateObservableGauge("objectstore.curator.repair.queue.depth", () => queue.Depth, "{stripe}", "Stripes that wait for repair.");
        _meter.CreateObservableGauge(
            "objectstore.curator.repair.backlog",
            () => queue.CountBySpare().Select(each => new Measurement<int>(each.Stripes, Tag("spare", each.Spare.ToString(CultureInfo.InvariantCulture)))),
            "{stripe}", "Stripes that wait for repair, by how many fragments each may still lose.");
        _meter.CreateObservableCounter("objectstore.curator.repair.queue.dropped", () => queue.DroppedCount, "{stripe}", "Stripes that found no room in the queue.");
        _meter.CreateObservableGauge("objectstore.curator.repair.lost", () => lost.Count, "{stripe}", "Stripes of which too few fragments are left.");
        _meter.CreateObservableGauge(
            "objectstore.curator.job.last_success",
            () => jobs().Where(job => job.LastSuccess is not null)
                .Select(job => new Measurement<double>(job.LastSuccess!.Value.ToUnixTimeMilliseconds() / 1000.0, Tag("job", job.Name))),
            "s", "When a job last ended with nothing left over, in seconds since 1970.");
    }

    public void JobEnded(string job, bool isSuccess, TimeSpan duration, JobResult result)
    {
        _jobDuration.Record(duration.TotalSeconds, Tag("job", job), Tag("outcome", isSuccess ? "success" : "failure"));
        _jobItems.Add(result.Items, Tag("job", job));
        _jobBytes.Add(result.Bytes, Tag("job", job));
    }

    public void DamageFound() => _damaged.Add(1);

    public void FragmentsRestored(int count, long bytes)
    {
        _restored.Add(count);
        _restoredBytes.Add(bytes);
    }

    public void RepairEnded(RepairOutcome outcome) => _repairs.Add(1, Tag("outcome", outcome switch
    {
        RepairOutcome.Healthy => "healthy",
        RepairOutcome.Repaired => "repaired",
        RepairOutcome.NotWanted => "not_wanted",
        RepairOutcome.Deferred => "deferred",
        RepairOutcome.Lost => "lost",
        _ => "dropped",
    }));

    public void SweepVerdict(FragmentVerdict verdict) => _sweepVerdicts.Add(1, Tag("outcome", verdict switch
    {
        FragmentVerdict.Kept => "kept",
        FragmentVerdict.TooYoung => "too_young",
        FragmentVerdict.Orphan => "orphan",
        FragmentVerdict.Misplaced => "misplaced",
        FragmentVerdict.UnreadableOwner => "unreadable_owner",
        FragmentVerdict.UnreadableRow => "unreadable_row",
        _ => "unknown_place",
    }));

    public void GarbageUnreadable(int rows) => _unreadableGarbage.Record(rows);

    private static string NameOf(DeviceState state) => state switch
    {
        DeviceState.Active => "active",
        DeviceState.Suspect => "suspect",
        DeviceState.Down => "down",
        DeviceState.Out => "out",
        DeviceState.Draining => "draining",
        _ => "drained",
    };

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);
}
