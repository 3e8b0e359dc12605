using System.Diagnostics.Metrics;
using ObjectStore.Gateway.Metrics;

namespace ObjectStore.Gateway.Tiering;

/// <summary>Counts notes of when objects were read.</summary>
internal sealed class AccessNoteMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _ended;
    private readonly UpDownCounter<long> _waiting;

    public AccessNoteMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(GatewayMetrics.MeterName);
        _ended = _meter.CreateCounter<long>("objectstore.gateway.access_notes", "{note}", "Notes that an object was read, by what became of them.");
        _waiting = _meter.CreateUpDownCounter<long>("objectstore.gateway.access_notes.waiting", "{note}", "Notes that an object was read that are not in the index yet.");
    }

    /// <summary>A note waits.</summary>
    public void Came() => _waiting.Add(1);

    /// <summary>A note waits no longer.</summary>
    public void Left() => _waiting.Add(-1);

    /// <summary>A note has come to its end.</summary>
    /// <param name="outcome"><c>written</c>; <c>unneeded</c>: the version has changed, is gone, or says so already; <c>failed</c>: the index did not take it; <c>dropped</c>: there was no room.</param>
    public void Ended(string outcome) => _ended.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Dispose() => _meter.Dispose();
}
