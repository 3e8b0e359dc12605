using System.Globalization;
using System.Text;

namespace ObjectStore.Telemetry.Prometheus;

/// <summary>One series: a number, or the buckets of a histogram. Thread-safe without locks on the recording side.</summary>
internal sealed class MetricSeries(double[] bounds)
{
    private readonly long[] _buckets = new long[bounds.Length == 0 ? 0 : bounds.Length + 1];
    private double _sum;

    public void Record(double value, MetricKind kind)
    {
        switch (kind)
        {
            case MetricKind.Counter or MetricKind.UpDownCounter:
                AddToSum(value);
                break;
            case MetricKind.Histogram:
                Interlocked.Increment(ref _buckets[BucketOf(value)]);
                AddToSum(value);
                break;
            default:
                Volatile.Write(ref _sum, value);
                break;
        }
    }

    public void Format(StringBuilder text, string name, string labels, MetricKind kind)
    {
        if (kind != MetricKind.Histogram)
        {
            AppendLine(text, name, labels, MetricsCollector.FormatValue(Volatile.Read(ref _sum)));
            return;
        }

        var count = 0L;
        for (var i = 0; i < _buckets.Length; i++)
        {
            count += Volatile.Read(ref _buckets[i]);
            var bound = i < bounds.Length ? MetricsCollector.FormatValue(bounds[i]) : "+Inf";
            AppendLine(text, name + "_bucket", labels.Length == 0 ? $"le=\"{bound}\"" : $"{labels},le=\"{bound}\"", count.ToString(CultureInfo.InvariantCulture));
        }

        AppendLine(text, name + "_sum", labels, MetricsCollector.FormatValue(Volatile.Read(ref _sum)));
        AppendLine(text, name + "_count", labels, count.ToString(CultureInfo.InvariantCulture));
    }

    private static void AppendLine(StringBuilder text, string name, string labels, string value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value).Append('\n');
    }

    private int BucketOf(double value)
    {
        var index = Array.BinarySearch(bounds, value);
        return index >= 0 ? index : ~index;
    }

    private void AddToSum(double value)
    {
        double seen, next;
        do
        {
            seen = Volatile.Read(ref _sum);
            next = seen + value;
        }
        while (BitConverter.DoubleToInt64Bits(Interlocked.CompareExchange(ref _sum, next, seen)) != BitConverter.DoubleToInt64Bits(seen));
    }
}
