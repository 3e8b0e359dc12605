using System.Diagnostics.Metrics;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Databases;

/// <summary>Instruments of the meter <c>ObjectStore.Index</c>.</summary>
public sealed class IndexMetrics
{
    private readonly Histogram<double> _duration;

    /// <summary>The instruments.</summary>
    public IndexMetrics(IMeterFactory meterFactory)
    {
        ArgumentNullException.ThrowIfNull(meterFactory);
        var meter = meterFactory.Create("ObjectStore.Index");
        _duration = meter.CreateHistogram(
            "objectstore.index.duration", "s", "Time that a call to an index database took, by database, operation and outcome.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10] });
    }

    /// <summary>The same database, measured.</summary>
    public IOrderedStore Measure(string database, IOrderedStore store) => new MeasuredStore(store, this, database);

    internal void Ended(string database, string operation, string outcome, double seconds) => _duration.Record(
        seconds,
        new KeyValuePair<string, object?>("database", database),
        new KeyValuePair<string, object?>("operation", operation),
        new KeyValuePair<string, object?>("outcome", outcome));
}
