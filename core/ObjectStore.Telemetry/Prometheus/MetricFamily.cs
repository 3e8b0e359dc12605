using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace ObjectStore.Telemetry.Prometheus;

/// <summary>All series of the instruments of one name.</summary>
internal sealed class MetricFamily
{
    /// <summary>Guess: more than the series of nearly every family, and few enough to look through.</summary>
    private const int RecentMax = 24;

    private readonly ConcurrentDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MetricSeries>.AlternateLookup<ReadOnlySpan<char>> _byLabels;
    private readonly MetricKind _kind;
    private readonly double[] _bounds;
    private readonly string _help;
    private readonly int _seriesMax;
    private volatile RecentTags[] _recent = [];

    public MetricFamily(Instrument instrument, int seriesMax)
    {
        _kind = KindOf(instrument);
        _bounds = _kind == MetricKind.Histogram ? BoundsOf(instrument) : [];
        _help = (instrument.Description ?? instrument.Name).ReplaceLineEndings(" ").Replace("\\", "\\\\", StringComparison.Ordinal);
        _seriesMax = seriesMax;
        _byLabels = _series.GetAlternateLookup<ReadOnlySpan<char>>();
        Name = NameOf(instrument, _kind);
    }

    /// <summary>Name of the family in the exposition.</summary>
    public string Name { get; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var recent in _recent)
        {
            if (!recent.AreThese(tags)) continue;
            recent.Series.Record(value, _kind);
            return;
        }

        RecordByLabels(value, tags);
    }

    private void RecordByLabels(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Span<char> buffer = stackalloc char[256];
        var length = FormatLabels(tags, buffer, out var overflow);
        ReadOnlySpan<char> labels = overflow is null ? buffer[..length] : overflow;
        if (!_byLabels.TryGetValue(labels, out var series))
        {
            if (_series.Count >= _seriesMax) return;
            series = _series.GetOrAdd(labels.ToString(), static (_, bounds) => new MetricSeries(bounds), _bounds);
        }

        series.Record(value, _kind);
        if (_recent.Length < RecentMax && RecentTags.CanBe(tags)) Remember(tags.ToArray(), series);
    }

    private void Remember(KeyValuePair<string, object?>[] tags, MetricSeries series)
    {
        lock (_series)
        {
            var isThere = _series.TryGetValue(LabelsOf(tags), out var present) && present == series;
            if (isThere && _recent.Length < RecentMax) _recent = [.. _recent, new RecentTags(tags, series)];
        }
    }

    /// <summary>Drops the series whose labels begin with these tags.</summary>
    public void Forget(KeyValuePair<string, object?>[] tags)
    {
        var prefix = LabelsOf(tags);
        lock (_series)
        {
            foreach (var labels in _series.Keys)
            {
                if (labels == prefix || labels.StartsWith(prefix + ",", StringComparison.Ordinal)) _series.TryRemove(labels, out _);
            }

            _recent = [];
        }
    }

    public void Format(StringBuilder text)
    {
        text.Append("# HELP ").Append(Name).Append(' ').Append(_help).Append('\n');
        text.Append("# TYPE ").Append(Name).Append(' ').Append(_kind switch
        {
            MetricKind.Counter or MetricKind.ObservableCounter => "counter",
            MetricKind.Histogram => "histogram",
            _ => "gauge",
        }).Append('\n');
        foreach (var (labels, series) in _series) series.Format(text, Name, labels, _kind);
    }

    private static MetricKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        if (type == typeof(Counter<>)) return MetricKind.Counter;
        if (type == typeof(ObservableCounter<>)) return MetricKind.ObservableCounter;
        if (type == typeof(Histogram<>)) return MetricKind.Histogram;
        return type == typeof(UpDownCounter<>) ? MetricKind.UpDownCounter : MetricKind.Gauge;
    }

    /// <summary>Bucket bounds from the instrument's advice; the default suits durations in seconds from 100 µs to 30 s.</summary>
    private static double[] BoundsOf(Instrument instrument)
    {
        IReadOnlyList<double>? advised = instrument switch
        {
            Histogram<double> histogram => histogram.Advice?.HistogramBucketBoundaries,
            Histogram<long> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToArray(),
            Histogram<int> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToArray(),
            _ => null,
        };
        return advised?.ToArray() ?? [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    }

    private static string NameOf(Instrument instrument, MetricKind kind)
    {
        var name = new StringBuilder();
        foreach (var character in instrument.Name) name.Append(char.IsAsciiLetterOrDigit(character) ? character : '_');
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        if (!name.ToString().EndsWith(unit, StringComparison.Ordinal)) name.Append(unit);
        if (kind is MetricKind.Counter or MetricKind.ObservableCounter) name.Append("_total");
        return name.ToString();
    }

    /// <summary>Writes <c>a="b",c="d"</c> into the buffer, or into <paramref name="overflow"/> when it does not fit.</summary>
    private static int FormatLabels(ReadOnlySpan<KeyValuePair<string, object?>> tags, Span<char> buffer, out string? overflow)
    {
        overflow = null;
        var length = 0;
        foreach (var (key, value) in tags)
        {
            var text = value as string ?? Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            if (text.AsSpan().IndexOfAny("\\\"\n") >= 0 || length + key.Length + text.Length + 4 > buffer.Length)
            {
                overflow = LabelsOf(tags.ToArray());
                return 0;
            }

            if (length > 0) buffer[length++] = ',';
            foreach (var character in key) buffer[length++] = char.IsAsciiLetterOrDigit(character) ? character : '_';
            buffer[length++] = '=';
            buffer[length++] = '"';
            text.CopyTo(buffer[length..]);
            length += text.Length;
            buffer[length++] = '"';
        }

        return length;
    }

    private static string LabelsOf(KeyValuePair<string, object?>[] tags) => string.Join(',', tags.Select(tag => $"{Label(tag.Key)}=\"{Escape(tag.Value)}\""));

    private static string Label(string key) => string.Concat(key.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'));

    private static string Escape(object? value) => (Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
