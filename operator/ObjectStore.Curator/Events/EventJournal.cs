using ObjectStore.Curator.Outboxes;
using ObjectStore.Events;
using ObjectStore.Events.Documents;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Events;

/// <summary>Keeps the report of one destination. Thread-safe.</summary>
internal sealed class EventJournal(string destination, ICatalog catalog, TimeProvider time)
{
    private readonly StoredState<DestinationReport> _report =
        new(DestinationReport.Prefix + destination, DestinationReport.Of(destination), EventStates.Default.DestinationReport, catalog);

    private long _endedCount;

    /// <summary>Events that were acknowledged or given up since this journal was made.</summary>
    public long EndedCount => Interlocked.Read(ref _endedCount);

    /// <summary>Goes on from what is stored.</summary>
    public ValueTask LoadAsync(CancellationToken cancellationToken) => _report.LoadAsync(static stored => stored.Version == DestinationReport.CurrentVersion, cancellationToken);

    public void Delivered()
    {
        Interlocked.Increment(ref _endedCount);
        _report.Change(report => report with { Delivered = report.Delivered + 1, LastDeliveryAt = time.GetUtcNow() });
    }

    public void Failed(string why) => _report.Change(report => report with { Failures = report.Failures + 1, LastFailure = why, LastFailureAt = time.GetUtcNow() });

    public void Waits(DestinationBacklog? backlog) => _report.Change(report => report with { Waiting = backlog?.Rows ?? 0, OldestAt = backlog?.OldestAt });

    /// <summary>Counts events that are given up, durably.</summary>
    public ValueTask GiveUpAsync(IReadOnlyList<GivenUpRow> rows, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        Interlocked.Add(ref _endedCount, rows.Count);
        var letters = rows.Reverse().Take(DestinationReport.DeadLettersMax).Select(row => LetterOf(row.Entry, now));
        _report.Change(report => report with
        {
            DeadLetters = report.DeadLetters + rows.Count,
            LastDeadLetters = [.. letters.Concat(report.LastDeadLetters).Take(DestinationReport.DeadLettersMax)],
        });
        return StoreAsync(cancellationToken);
    }

    /// <summary>Stores the report if it has changed.</summary>
    public ValueTask StoreAsync(CancellationToken cancellationToken) => _report.StoreAsync(cancellationToken);

    private static DeadLetter LetterOf(OutboxEntry entry, DateTimeOffset now)
    {
        var facts = EventContent.TryParse(entry.Message.Content.Span, out var read) ? read : null;
        return new DeadLetter(facts?.Bucket ?? "", EventKey.Encode(entry.Key.Utf8), facts?.Event ?? "", entry.QueuedAt, now);
    }
}
