using System.Diagnostics.Metrics;
using ObjectStore.Curator.Outboxes;

namespace ObjectStore.Curator.Replication;

/// <summary>Instruments of replication, by target: an administrator names few. What rows name besides those of the settings is one.</summary>
internal sealed class ReplicationMetrics
{
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _givenUp;
    private readonly Gauge<double> _lag;
    private readonly Gauge<long> _rows;
    private readonly HashSet<string> _lagging = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<string> _targets;

    public ReplicationMetrics(IMeterFactory meterFactory, IReplicaSenders senders)
    {
        _targets = senders.Names;
        var meter = meterFactory.Create(CuratorMetrics.MeterName);
        _delivered = meter.CreateCounter<long>("objectstore.curator.replication.delivered", "{version}", "Versions and changes that a target has taken.");
        _bytes = meter.CreateCounter<long>("objectstore.curator.replication.delivered_bytes", "By", "Bytes of objects that a target has taken.");
        _failures = meter.CreateCounter<long>("objectstore.curator.replication.failures", "{attempt}", "Attempts to replicate a version that failed.");
        _givenUp = meter.CreateCounter<long>("objectstore.curator.replication.given_up", "{version}", "Versions that were given up because their target did not take them.");
        _lag = meter.CreateGauge<double>("objectstore.curator.replication.lag", "s", "Age of the oldest version that waits for a target.");
        _rows = meter.CreateGauge<long>("objectstore.curator.replication.outbox", "{row}", "Rows of outboxes that wait to be replicated.");
    }

    public void Delivered(string destination, long bytes)
    {
        var tag = TagOf(destination);
        _delivered.Add(1, tag);
        if (bytes > 0) _bytes.Add(bytes, tag);
    }

    public void Failed(string destination) => _failures.Add(1, TagOf(destination));

    public void GivenUp(string destination, int count) => _givenUp.Add(count, TagOf(destination));

    public void Surveyed(ConsumerBacklog waiting, DateTimeOffset now)
    {
        _rows.Record(waiting.Rows);
        var lags = waiting.Destinations.GroupBy(pair => TargetOf(pair.Key), pair => pair.Value.OldestAt, StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, group => Math.Max(0, (now - group.Min()).TotalSeconds), StringComparer.Ordinal);
        _lagging.UnionWith(lags.Keys);
        foreach (var target in _lagging) _lag.Record(lags.GetValueOrDefault(target), Tag(target));
    }

    private string TargetOf(string destination)
    {
        var target = destination.Split('/')[0];
        return _targets.Contains(target, StringComparer.Ordinal) ? target : "unknown";
    }

    private KeyValuePair<string, object?> TagOf(string destination) => Tag(TargetOf(destination));

    private static KeyValuePair<string, object?> Tag(string target) => new("target", target);
}
