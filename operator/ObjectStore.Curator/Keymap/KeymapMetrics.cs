using System.Diagnostics.Metrics;
using ObjectStore.Curator.Keymap.Planning;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;

namespace ObjectStore.Curator.Keymap;

/// <summary>Instruments of the keymap, by database and state and never by key.</summary>
internal sealed class KeymapMetrics
{
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _moves;
    private volatile Snapshot _last = new([], [], []);

    public KeymapMetrics(IMeterFactory meterFactory)
    {
        var meter = meterFactory.Create(CuratorMetrics.MeterName);
        _decisions = meter.CreateCounter<long>("objectstore.curator.keymap.decisions", "{decision}", "Decisions of the planner, by kind and by what became of them.");
        _moves = meter.CreateCounter<long>("objectstore.curator.keymap.moves", "{move}", "Runs of moves of partitions, by outcome.");
        meter.CreateObservableGauge("objectstore.curator.keymap.partitions", () => Count(), "{partition}", "Partitions by database and state.");
        meter.CreateObservableGauge("objectstore.curator.keymap.requests", () => Requests(), "{request}/s", "Requests per second by database, as gateways reported them.");
        meter.CreateObservableGauge("objectstore.curator.keymap.keys", () => Keys(), "{key}", "Keys by database, as far as they were counted.");
        meter.CreateObservableGauge("objectstore.curator.keymap.unreachable", () => _last.Unreachable.Count, "{database}", "Databases that did not answer.");
    }

    public void Update(KeymapStatus status, KeymapLoad load) => _last = new Snapshot(load.Partitions, load.Databases, status.Unreachable);

    /// <param name="kind">Kind of the decision.</param>
    /// <param name="outcome">What became of it; null when it failed.</param>
    public void Decided(string kind, KeymapOutcome? outcome) => _decisions.Add(1, Tag("kind", kind), Tag("outcome", outcome switch
    {
        KeymapOutcome.Applied => "applied",
        null => "failed",
        _ => "refused",
    }));

    public void Moved(MoveOutcome? outcome) => _moves.Add(1, Tag("outcome", outcome switch
    {
        MoveOutcome.Moved => "moved",
        MoveOutcome.TakenBack => "taken_back",
        MoveOutcome.TakenOver => "taken_over",
        MoveOutcome.Waiting => "waiting",
        MoveOutcome.NotMoving => "not_moving",
        _ => "failed",
    }));

    /// <summary>Databases without a partition too: one that drains may be taken away when it is at 0.</summary>
    private IEnumerable<Measurement<int>> Count()
    {
        var last = _last;
        var counts = last.Partitions.GroupBy(static partition => (partition.Database, partition.IsChanging)).ToDictionary(static group => group.Key, static group => group.Count());
        foreach (var database in last.Databases) counts.TryAdd((database.Name, false), 0);
        return counts.Select(static pair => new Measurement<int>(pair.Value, Tag("database", pair.Key.Database), Tag("state", pair.Key.IsChanging ? "moving" : "serving")));
    }

    private IEnumerable<Measurement<double>> Requests() => _last.Partitions.GroupBy(static partition => partition.Database)
        .Select(static group => new Measurement<double>(group.Sum(static partition => partition.RequestsPerSecond), Tag("database", group.Key)));

    private IEnumerable<Measurement<long>> Keys() => _last.Partitions.GroupBy(static partition => partition.Database)
        .Select(static group => new Measurement<long>(group.Sum(static partition => partition.Keys ?? 0), Tag("database", group.Key)));

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);

    private sealed record Snapshot(
        IReadOnlyList<PartitionLoad> Partitions, IReadOnlyList<Planning.IndexDatabase> Databases, IReadOnlyCollection<string> Unreachable);
}
