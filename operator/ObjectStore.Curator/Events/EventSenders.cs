using Microsoft.Extensions.Options;

namespace ObjectStore.Curator.Events;

/// <summary>Webhooks and brokers by the names of the settings.</summary>
internal sealed class EventSenders : IEventSenders, IDisposable
{
    private readonly Dictionary<string, IEventSender> _senders;

    public EventSenders(IOptions<EventOptions> options, TimeProvider time) =>
        _senders = options.Value.Destinations.ToDictionary(static pair => pair.Key, pair => Make(pair.Value, options.Value, time), StringComparer.Ordinal);

    public IReadOnlyList<string> Names => [.. _senders.Keys.Order(StringComparer.Ordinal)];

    public IEventSender Of(string destination) => _senders.TryGetValue(destination, out var sender) ? sender : AbsentDestination.Instance;

    public void Dispose()
    {
        foreach (var sender in _senders.Values.OfType<IDisposable>()) sender.Dispose();
    }

    private static IEventSender Make(DestinationOptions destination, EventOptions options, TimeProvider time) =>
        destination.IsBroker ? new AmqpSender(destination, options.RequestTimeout, time) : new WebhookSender(destination, options, time);

    /// <summary>A destination that configurations still name, and the settings no longer.</summary>
    private sealed class AbsentDestination : IEventSender
    {
        public static AbsentDestination Instance { get; } = new();

        public ValueTask<string?> SendAsync(EventMessage message, CancellationToken cancellationToken) => ValueTask.FromResult<string?>("not in the settings");
    }
}
