using System.Diagnostics.Metrics;

namespace ObjectStore.Events.Announcing;

/// <summary>Instruments of those who write events.</summary>
public sealed class EventMetrics
{
    private readonly Counter<long> _refused;

    /// <summary>Makes the instruments of the meter <c>ObjectStore.Events</c>.</summary>
    public EventMetrics(IMeterFactory meterFactory)
    {
        ArgumentNullException.ThrowIfNull(meterFactory);
        _refused = meterFactory.Create("ObjectStore.Events").CreateCounter<long>("objectstore.events.refused", "{event}", "Events that were lost because the outbox of their bucket was full.");
    }

    internal void Refused() => _refused.Add(1);
}
