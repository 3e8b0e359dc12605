using System.Diagnostics.Metrics;
using ObjectStore.Index.Objects;

namespace ObjectStore.Curator.Restores;

/// <summary>Instruments of restorations, never by bucket.</summary>
internal sealed class RestoreMetrics
{
    private readonly Counter<long> _ended;
    private readonly Counter<long> _bytes;
    private long _waiting;
    private long _copies;
    private double _oldestSeconds;

    public RestoreMetrics(IMeterFactory meterFactory)
    {
        var meter = meterFactory.Create(CuratorMetrics.MeterName);
        _ended = meter.CreateCounter<long>("objectstore.curator.restores.actions", "{action}", "Copies of archived versions that were due to be made or removed, by action and by what became of it.");
        _bytes = meter.CreateCounter<long>("objectstore.curator.restores.bytes", "By", "Bytes of archived versions that were restored.");
        meter.CreateObservableGauge("objectstore.curator.restores.waiting", () => Interlocked.Read(ref _waiting), "{version}", "Archived versions that wait for their copies.");
        meter.CreateObservableGauge("objectstore.curator.restores.copies", () => Interlocked.Read(ref _copies), "{version}", "Archived versions that have a restored copy.");
        meter.CreateObservableGauge("objectstore.curator.restores.oldest_age", () => Volatile.Read(ref _oldestSeconds), "s", "How long the oldest version has been waiting for its copy.");
    }

    /// <summary>Notes what became of an entry that was due.</summary>
    public void Ended(RestoreEntry entry, WriteOutcome outcome, bool isPostponed)
    {
        var name = isPostponed ? "postponed" : outcome == WriteOutcome.Applied ? "applied" : "gone";
        _ended.Add(1, Tag("action", entry.Until is null ? "restore" : "expire"), Tag("outcome", name));
    }

    /// <summary>Notes what a pass found.</summary>
    public void PassEnded(RestoreTally tally, DateTimeOffset now)
    {
        _bytes.Add(tally.Bytes);
        Interlocked.Exchange(ref _waiting, tally.Waiting);
        Interlocked.Exchange(ref _copies, tally.Copies);
        Volatile.Write(ref _oldestSeconds, tally.OldestAt is { } at && now > at ? (now - at).TotalSeconds : 0);
    }

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);
}
