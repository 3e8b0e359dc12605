using System.Diagnostics.Metrics;
using ObjectStore.Curator.Outboxes;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Events;

/// <summary>Instruments of deliveries, by destination: an administrator names few.</summary>
internal sealed class EventMetrics
{
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _deadLetters;
    private readonly Gauge<double> _lag;
    private readonly Gauge<long> _rows;
    private readonly Gauge<long> _unreadable;

    public EventMetrics(IMeterFactory meterFactory)
    {
        var meter = meterFactory.Create(CuratorMetrics.MeterName);
        _delivered = meter.CreateCounter<long>("objectstore.curator.events.delivered", "{event}", "Events that a destination acknowledged.");
        _failures = meter.CreateCounter<long>("objectstore.curator.events.failures", "{attempt}", "Attempts to deliver an event that failed.");
        _deadLetters = meter.CreateCounter<long>("objectstore.curator.events.dead_letters", "{event}", "Events that were given up because their destination did not take them.");
        _lag = meter.CreateGauge<double>("objectstore.curator.events.lag", "s", "Age of the oldest event that waits.");
        _rows = meter.CreateGauge<long>("objectstore.curator.events.outbox", "{row}", "Rows of the outboxes of all buckets.");
        _unreadable = meter.CreateGauge<long>("objectstore.curator.events.unreadable", "{row}", "Rows of outboxes that cannot be read.");
    }

    public void Delivered(string destination) => _delivered.Add(1, Tag(destination));

    public void Failed(string destination) => _failures.Add(1, Tag(destination));

    public void GivenUp(string destination, int count) => _deadLetters.Add(count, Tag(destination));

    public void Surveyed(OutboxSurvey survey, DateTimeOffset now)
    {
        _rows.Record(survey.Rows);
        _unreadable.Record(survey.UnreadableRows);
        _lag.Record(survey.Of(OutboxConsumer.Notifications).OldestAt is { } oldest && oldest < now ? (now - oldest).TotalSeconds : 0);
    }

    private static KeyValuePair<string, object?> Tag(string destination) => new("destination", destination);
}
