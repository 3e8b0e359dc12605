using Microsoft.Extensions.Options;

namespace ObjectStore.Curator.Events;

/// <summary>Webhooks by the names of the settings.</summary>
internal sealed class EventSenders : IEventSenders, IDisposable
{
    private readonly Dictionary<string, WebhookSender> _webhooks;

    public EventSenders(IOptions<EventOptions> options, TimeProvider time) =>
        _webhooks = options.Value.Destinations.ToDictionary(static pair => pair.Key, pair => new WebhookSender(pair.Value, options.Value, time), StringComparer.Ordinal);

    public IReadOnlyList<string> Names => [.. _webhooks.Keys.Order(StringComparer.Ordinal)];

    public IEventSender Of(string destination) => _webhooks.TryGetValue(destination, out var sender) ? sender : AbsentDestination.Instance;

    public void Dispose()
    {
        foreach (var sender in _webhooks.Values) sender.Dispose();
    }

    /// <summary>A destination that configurations still name, and the settings no longer.</summary>
    private sealed class AbsentDestination : IEventSender
    {
        public static AbsentDestination Instance { get; } = new();

        public ValueTask<string?> SendAsync(EventMessage message, CancellationToken cancellationToken) => ValueTask.FromResult<string?>("not in the settings");
    }
}
