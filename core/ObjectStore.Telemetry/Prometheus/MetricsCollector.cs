using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace ObjectStore.Telemetry.Prometheus;

/// <summary>
/// Collects the instruments of this product's meters (and of the runtime and Kestrel) and writes them in the Prometheus text format,
/// version 0.0.4. Names follow the conventions of OpenTelemetry's exporter: dots become underscores, the unit and <c>_total</c> are appended.
/// </summary>
/// <remarks>
/// Thread-safe. Series are bounded per family; those over the bound are dropped. Tags of a meter are labels of all its series, before those of a measurement; such series end with the meter.
/// </remarks>
public sealed class MetricsCollector : IDisposable
{
    /// <summary>Most series that one family may have; tags have low cardinality by rule, so that more mean a mistake.</summary>
    private const int SeriesMax = 1000;

    private static readonly string[] MeterPrefixes = ["ObjectStore.", "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel"];

    private readonly ConcurrentDictionary<Instrument, MetricFamily> _byInstrument = new();
    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    /// <summary>Starts to listen.</summary>
    public MetricsCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (MeterPrefixes.Any(prefix => instrument.Meter.Name.StartsWith(prefix, StringComparison.Ordinal))) listener.EnableMeasurementEvents(instrument);
        };
        _listener.MeasurementsCompleted = (instrument, _) => Forget(instrument);
        _listener.SetMeasurementEventCallback<byte>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<short>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<float>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((instrument, value, tags, _) => Record(instrument, (double)value, tags));
        _listener.Start();
    }

    /// <summary>All series now, observable ones freshly read.</summary>
    public string Format()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder(16 << 10);
        foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal)) family.Format(text);
        return text.ToString();
    }

    /// <inheritdoc />
    public void Dispose() => _listener.Dispose();

    /// <summary>A value as Prometheus reads it.</summary>
    internal static string FormatValue(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!_byInstrument.TryGetValue(instrument, out var family)) family = _byInstrument.GetOrAdd(instrument, FamilyOf);
        if (instrument.Meter.Tags is { } own) family.Record(value, [.. own, .. tags]);
        else family.Record(value, tags);
    }

    /// <summary>What a meter without tags has counted stays: others of its name go on with it.</summary>
    private void Forget(Instrument instrument)
    {
        if (_byInstrument.TryRemove(instrument, out var family) && instrument.Meter.Tags is { } own) family.Forget([.. own]);
    }

    /// <summary>One for all instruments of a name: each of two servers in the process has Kestrel's instruments.</summary>
    private MetricFamily FamilyOf(Instrument instrument)
    {
        var family = new MetricFamily(instrument, SeriesMax);
        return _families.GetOrAdd(family.Name, family);
    }
}
