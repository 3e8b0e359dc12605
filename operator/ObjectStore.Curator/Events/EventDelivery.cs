using System.Globalization;
using ObjectStore.Curator.Outboxes;
using ObjectStore.Events;
using ObjectStore.Events.Documents;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Events;

/// <summary>Takes events to one destination, and notes how that goes.</summary>
internal sealed class EventDelivery(string name, IEventSender sender, EventJournal journal, EventMetrics metrics) : IOutboxDelivery
{
    /// <inheritdoc />
    public long EndedCount => journal.EndedCount;

    /// <summary>Notes what waits for the destination; null for nothing.</summary>
    public void Waits(DestinationBacklog? backlog) => journal.Waits(backlog);

    /// <summary>Sends a test event; true when it is acknowledged.</summary>
    public async ValueTask<bool> TestAsync(TestEvent test, CancellationToken cancellationToken)
    {
        var body = EventDocument.RenderTest(test.Bucket, test.RequestId, test.HostId, test.At);
        var failure = await sender.SendAsync(new EventMessage(test.RequestId, body), cancellationToken);
        if (failure is not null) Failed(failure);
        return failure is null;
    }

    /// <inheritdoc />
    public async ValueTask<string?> SendAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        var failure = EventContent.TryParse(entry.Message.Content.Span, out var facts)
            ? await sender.SendAsync(new EventMessage(IdOf(entry), EventDocument.Render(facts, entry.Key.Utf8, entry.Sequence, entry.QueuedAt)), cancellationToken)
            : "the event cannot be read";
        if (failure is null) Delivered();
        else Failed(failure);
        return failure;
    }

    /// <inheritdoc />
    public async ValueTask GiveUpAsync(IReadOnlyList<GivenUpRow> rows, CancellationToken cancellationToken)
    {
        await journal.GiveUpAsync(rows, cancellationToken);
        metrics.GivenUp(name, rows.Count);
    }

    /// <inheritdoc />
    public ValueTask StoreAsync(CancellationToken cancellationToken) => journal.StoreAsync(cancellationToken);

    private void Delivered()
    {
        journal.Delivered();
        metrics.Delivered(name);
    }

    private void Failed(string failure)
    {
        journal.Failed(failure);
        metrics.Failed(name);
    }

    private static string IdOf(OutboxEntry entry) => string.Create(CultureInfo.InvariantCulture, $"{entry.Bucket.Value:x16}-{entry.Id}");
}
