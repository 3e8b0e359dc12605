using System.Diagnostics.Metrics;

namespace ObjectStore.Curator.Replication;

/// <summary>Instruments of replication, by target: an administrator names few.</summary>
internal sealed class ReplicationMetrics
{
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _givenUp;
    private readonly Gauge<double> _lag;
    private readonly Gauge<long> _rows;
    private readonly HashSet<string> _lagging = new(StringComparer.Ordinal);

    public ReplicationMetrics(IMeterFactory meterFactory)
    {
        var meter = meterFactory.Create(CuratorMetrics.MeterName);
        _delivered = meter.CreateCounter<long>("objectstore.curator.replication.delivered", "{version}", "Versions and changes that a target has taken.");
        _bytes = meter.CreateCounter<long>("objectstore.curator.replication.delivered_bytes", "By", "Bytes of objects that a target has taken.");
        _failures = meter.CreateCounter<long>("objectstore.curator.replication.failures", "{attempt}", "Attempts to replicate a version that failed.");
        _givenUp = meter.CreateCounter<long>("objectstore.curator.replication.given_up", "{version}", "Versions that were given up because their target did not take them.");
        _lag = meter.CreateGauge<double>("objectstore.curator.replication.lag", "s", "Age of the oldest version that waits for a target.");
        _rows = meter.CreateGauge<long>("objectstore.curator.replication.outbox", "{row}", "Rows of outboxes that wait to be replicated.");
    }

    public void Delivered(string target, long bytes)
    {
        _delivered.Add(1, Tag(target));
        if (bytes > 0) _bytes.Add(bytes, Tag(target));
    }

    public void Failed(string target) => _failures.Add(1, Tag(target));

    public void GivenUp(string target) => _givenUp.Add(1, Tag(target));

    /// <summary>Only targets of the settings have a lag of their own: what rows name besides them is one.</summary>
    public void Surveyed(ReplicationSurvey survey, IReadOnlyList<string> targets, DateTimeOffset now)
    {
        _rows.Record(survey.Rows);
        var lags = survey.Backlogs.GroupBy(pair => TagOf(pair.Key, targets), pair => pair.Value.OldestAt, StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, group => Math.Max(0, (now - group.Min()).TotalSeconds), StringComparer.Ordinal);
        _lagging.UnionWith(lags.Keys);
        foreach (var target in _lagging) _lag.Record(lags.GetValueOrDefault(target), Tag(target));
    }

    private static string TagOf(string destination, IReadOnlyList<string> targets)
    {
        var target = destination.Split('/')[0];
        return targets.Contains(target, StringComparer.Ordinal) ? target : "unknown";
    }

    private static KeyValuePair<string, object?> Tag(string target) => new("target", target);
}
