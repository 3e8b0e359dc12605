using System.Diagnostics.Metrics;
using ObjectStore.Gateway.Metrics;

namespace ObjectStore.Gateway.AccessLogs;

/// <summary>Counts records of requests.</summary>
internal sealed class AccessLogMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _lost;

    public AccessLogMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(GatewayMetrics.MeterName);
        _delivered = _meter.CreateCounter<long>("objectstore.gateway.access_log.delivered", "{record}", "Records of requests that were put into the bucket for them.");
        _lost = _meter.CreateCounter<long>("objectstore.gateway.access_log.lost", "{record}", "Records of requests that were given up: no room, a target that does not take them, writes that failed.");
    }

    public void Delivered(int records) => _delivered.Add(records);

    /// <summary>Records were given up.</summary>
    /// <param name="records">How many.</param>
    /// <param name="reason"><c>full</c>, <c>refused</c>, <c>failed</c> or <c>unreadable</c>: the configuration is of a newer release.</param>
    public void Lost(int records, string reason) => _lost.Add(records, new KeyValuePair<string, object?>("reason", reason));

    public void Dispose() => _meter.Dispose();
}
