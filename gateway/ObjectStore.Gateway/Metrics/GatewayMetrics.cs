using System.Diagnostics.Metrics;
using ObjectStore.Gateway.Admission;
using ObjectStore.Gateway.Rates;
using ObjectStore.S3.Body;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Metrics;

/// <summary>Counts what the S3 endpoint does.</summary>
internal sealed class GatewayMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ObjectStore.Gateway";

    private static readonly string[] OperationNames = Enum.GetNames<S3Operation>();

    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _limited;
    private readonly Counter<long> _received;
    private readonly Counter<long> _sent;

    public GatewayMetrics(IMeterFactory meters, FairAdmission admission, DocumentBudget documents, RateShare share)
    {
        _meter = meters.Create(MeterName);
        _duration = _meter.CreateHistogram(
            "objectstore.gateway.request.duration",
            unit: "s",
            description: "Time from the first header to the last byte of the answer.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
            });
        _refused = _meter.CreateCounter<long>("objectstore.gateway.request.refused", "{request}", "Requests over the admission limit.");
        _limited = _meter.CreateCounter<long>("objectstore.gateway.request.limited", "{request}", "Requests over a rate, or over their user's share of the places.");
        _received = _meter.CreateCounter<long>("objectstore.gateway.body.received", "By", "Bytes of objects and parts that were stored.");
        _sent = _meter.CreateCounter<long>("objectstore.gateway.body.sent", "By", "Bytes of objects that were sent.");
        _meter.CreateObservableUpDownCounter(
            "objectstore.gateway.request.active", () => admission.Count, "{request}", "Requests that are being worked on.");
        _meter.CreateObservableUpDownCounter(
            "objectstore.gateway.tenant.known", () => admission.TenantCount, "{tenant}", "Users whose requests are counted.");
        _meter.CreateObservableGauge(
            "objectstore.gateway.rate.sharers", () => share.Gateways, "{gateway}", "Gateways that share the rates, this one included.");
        _meter.CreateObservableUpDownCounter(
            "objectstore.gateway.document.reserved", () => documents.ReservedBytes, "By", "Memory that is reserved for XML documents of requests.");
    }

    /// <summary>A request ended. <paramref name="operation"/> is null when the request was none, <paramref name="status"/> when its connection was cut off.</summary>
    public void Ended(S3Operation? operation, int? status, TimeSpan duration)
    {
        if (!_duration.Enabled) return;
        _duration.Record(
            duration.TotalSeconds,
            new KeyValuePair<string, object?>("operation", operation is { } known ? OperationNames[(int)known] : "Unknown"),
            new KeyValuePair<string, object?>("outcome", OutcomeOf(status)));
    }

    /// <summary>A request was told to slow down.</summary>
    public void Refused(RefusalReason reason)
    {
        if (reason == RefusalReason.Full) _refused.Add(1);
        else _limited.Add(1, new KeyValuePair<string, object?>("reason", ReasonOf(reason)));
    }

    /// <summary>Bytes were stored.</summary>
    public void Received(long bytes) => _received.Add(bytes);

    /// <summary>Bytes were sent.</summary>
    public void Sent(long bytes) => _sent.Add(bytes);

    public void Dispose() => _meter.Dispose();

    private static string ReasonOf(RefusalReason reason) => reason switch
    {
        RefusalReason.OverShare => "share",
        RefusalReason.UserRate => "user_rate",
        _ => "bucket_rate",
    };

    private static string OutcomeOf(int? status) => status switch
    {
        null => "cut_off",
        < 400 => "success",
        503 => "unavailable",
        >= 500 => "server_error",
        _ => "client_error",
    };
}
