using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace ObjectStore.Kubernetes;

/// <summary>Instruments of the meter <c>ObjectStore.Kubernetes</c>.</summary>
internal sealed class KubernetesMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ObjectStore.Kubernetes";

    private readonly Histogram<double> _requests;
    private readonly Counter<long> _watches;
    private readonly Histogram<double> _reconciliations;
    private readonly Counter<long> _events;
    private readonly ConcurrentDictionary<object, (string Resource, Func<int> Count)> _caches = new();
    private readonly ConcurrentDictionary<object, (string Resource, Func<int> Count)> _queues = new();
    private volatile bool _isLeader;

    public KubernetesMetrics(IMeterFactory meterFactory)
    {
        var meter = meterFactory.Create(MeterName);
        _requests = meter.CreateHistogram(
            "objectstore.kubernetes.request.duration", "s", "Duration of attempts at the API server, watches excepted.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30] });
        _watches = meter.CreateCounter<long>("objectstore.kubernetes.watch.ended", "{watch}", "Watches that ended, by outcome.");
        _reconciliations = meter.CreateHistogram(
            "objectstore.kubernetes.reconcile.duration", "s", "Duration of reconciliations, by outcome.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.01, 0.1, 0.5, 1, 5, 10, 60] });
        _events = meter.CreateCounter<long>("objectstore.kubernetes.events", "{event}", "Events for people, by outcome.");
        meter.CreateObservableGauge("objectstore.kubernetes.cache.objects", () => Sums(_caches), "{object}", "Objects in the caches.");
        meter.CreateObservableGauge("objectstore.kubernetes.queue.depth", () => Sums(_queues), "{object}", "Objects that wait for reconciliation.");
        meter.CreateObservableGauge("objectstore.kubernetes.leader", () => _isLeader ? 1 : 0, "{process}", "1 where this process leads.");
    }

    public void RequestEnded(string verb, string resource, int code, TimeSpan duration) => _requests.Record(
        duration.TotalSeconds, Tag("operation", verb), Tag("resource", resource), Tag("code", code.ToString(CultureInfo.InvariantCulture)));

    public void WatchEnded(string resource, string outcome) => _watches.Add(1, Tag("resource", resource), Tag("outcome", outcome));

    public void Reconciled(string resource, string outcome, TimeSpan duration) =>
        _reconciliations.Record(duration.TotalSeconds, Tag("resource", resource), Tag("outcome", outcome));

    public void EventPublished(string outcome) => _events.Add(1, Tag("outcome", outcome));

    public void LeadershipChanged(bool isLeader) => _isLeader = isLeader;

    public IDisposable ObserveCache(string resource, Func<int> count) => new Observation(_caches, resource, count);

    public IDisposable ObserveQueue(string resource, Func<int> count) => new Observation(_queues, resource, count);

    private static IEnumerable<Measurement<long>> Sums(ConcurrentDictionary<object, (string Resource, Func<int> Count)> observed) =>
        observed.Values.GroupBy(entry => entry.Resource).Select(group => new Measurement<long>(group.Sum(entry => (long)entry.Count()), Tag("resource", group.Key)));

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);

    private sealed class Observation : IDisposable
    {
        private readonly ConcurrentDictionary<object, (string Resource, Func<int> Count)> _observed;

        public Observation(ConcurrentDictionary<object, (string Resource, Func<int> Count)> observed, string resource, Func<int> count)
        {
            _observed = observed;
            observed[this] = (resource, count);
        }

        public void Dispose() => _observed.TryRemove(this, out _);
    }
}
