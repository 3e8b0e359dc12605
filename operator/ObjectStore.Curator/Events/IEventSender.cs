namespace ObjectStore.Curator.Events;

/// <summary>Takes events to one destination. Thread-safe.</summary>
internal interface IEventSender
{
    /// <summary>Sends an event and waits for the acknowledgement, within a bound of time.</summary>
    /// <returns>Null when it is acknowledged; otherwise why not, in a few words without secrets.</returns>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> says so.</exception>
    ValueTask<string?> SendAsync(EventMessage message, CancellationToken cancellationToken);
}
