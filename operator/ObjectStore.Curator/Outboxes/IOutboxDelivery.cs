using ObjectStore.Core.Errors;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Outboxes;

/// <summary>How rows of the outbox come to one destination, and what is told of it. Thread-safe.</summary>
internal interface IOutboxDelivery
{
    /// <summary>Rows that came to an end since it was made.</summary>
    long EndedCount { get; }

    /// <summary>Takes a row there and waits until the destination has it, within a bound of time. Doing it twice is harmless.</summary>
    /// <returns>Null when it has it; otherwise why not, in a few words without secrets.</returns>
    /// <exception cref="StorageException">The index does not answer: nothing was found out about the row.</exception>
    ValueTask<string?> SendAsync(OutboxEntry entry, CancellationToken cancellationToken);

    /// <summary>Counts rows that are given up, durably, before they are removed: none disappears uncounted. After a crash in between they count twice.</summary>
    ValueTask GiveUpAsync(IReadOnlyList<GivenUpRow> rows, CancellationToken cancellationToken);

    /// <summary>Stores what is told of it, if that has changed.</summary>
    ValueTask StoreAsync(CancellationToken cancellationToken);
}
