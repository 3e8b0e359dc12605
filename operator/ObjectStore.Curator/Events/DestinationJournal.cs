using System.Text.Json;
using ObjectStore.Events;
using ObjectStore.Events.Documents;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Events;

/// <summary>Keeps the report of one destination: in memory, and now and then in the catalog. Thread-safe.</summary>
internal sealed class DestinationJournal(string destination, ICatalog catalog, TimeProvider time)
{
    private readonly Lock _gate = new();
    private DestinationReport? _report;
    private DestinationReport? _stored;

    /// <summary>Events that were acknowledged or given up since this journal was made.</summary>
    public long EndedCount { get; private set; }

    private DestinationReport Report => _report ?? DestinationReport.Of(destination);

    /// <summary>Goes on from what is stored, once.</summary>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        if (_report is not null) return;
        var bytes = await catalog.GetJobStateAsync(DestinationReport.Prefix + destination, cancellationToken);
        var isKnown = EventStates.TryRead(bytes ?? default, EventStates.Default.DestinationReport, out var stored) && stored.Version == DestinationReport.CurrentVersion;
        lock (_gate) _stored = _report = isKnown ? stored : DestinationReport.Of(destination);
    }

    public void Delivered(int count)
    {
        lock (_gate)
        {
            EndedCount += count;
            _report = Report with { Delivered = Report.Delivered + count, LastDeliveryAt = time.GetUtcNow() };
        }
    }

    public void Failed(string why)
    {
        lock (_gate) _report = Report with { Failures = Report.Failures + 1, LastFailure = why, LastFailureAt = time.GetUtcNow() };
    }

    public void Waits(long events, DateTimeOffset? oldestAt)
    {
        lock (_gate) _report = Report with { Waiting = events, OldestAt = oldestAt };
    }

    /// <summary>Counts events that are given up, durably.</summary>
    public ValueTask GiveUpAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var letters = entries.Reverse().Take(DestinationReport.DeadLettersMax).Select(entry => LetterOf(entry, now));
        lock (_gate)
        {
            EndedCount += entries.Count;
            DeadLetter[] last = [.. letters.Concat(Report.LastDeadLetters).Take(DestinationReport.DeadLettersMax)];
            _report = Report with { DeadLetters = Report.DeadLetters + entries.Count, LastDeadLetters = last };
        }

        return StoreAsync(cancellationToken);
    }

    /// <summary>Stores the report if it has changed.</summary>
    public async ValueTask StoreAsync(CancellationToken cancellationToken)
    {
        DestinationReport report;
        lock (_gate)
        {
            if (_report is null || _report == _stored) return;
            report = _report;
        }

        await catalog.StoreJobStateAsync(DestinationReport.Prefix + destination, JsonSerializer.SerializeToUtf8Bytes(report, EventStates.Default.DestinationReport), cancellationToken);
        lock (_gate) _stored = report;
    }

    private static DeadLetter LetterOf(OutboxEntry entry, DateTimeOffset now)
    {
        var facts = EventContent.TryParse(entry.Message.Content.Span, out var read) ? read : null;
        return new DeadLetter(facts?.Bucket ?? "", EventKey.Encode(entry.Key.Utf8), facts?.Event ?? "", entry.QueuedAt, now);
    }
}
