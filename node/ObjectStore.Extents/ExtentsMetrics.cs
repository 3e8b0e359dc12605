using System.Diagnostics.Metrics;

namespace ObjectStore.Extents;

/// <summary>The meter <c>ObjectStore.Extents</c>: what the devices of this process do, summed up.</summary>
/// <remarks>One per process, shared by its devices. Thread-safe. Gauges add up over the devices that are open.</remarks>
public sealed class ExtentsMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ObjectStore.Extents";

    private static readonly double[] SecondsBuckets = [0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5];
    private static readonly double[] RecordBuckets = [1, 2, 4, 8, 16, 32, 64, 128, 256, 1024];

    private readonly Meter _meter;
    private readonly Lock _lock = new();
    private readonly List<ExtentDevice> _devices = [];

    /// <summary>Makes the instruments.</summary>
    public ExtentsMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        var seconds = new InstrumentAdvice<double> { HistogramBucketBoundaries = SecondsBuckets };
        var records = new InstrumentAdvice<double> { HistogramBucketBoundaries = RecordBuckets };
        AppendDuration = _meter.CreateHistogram("objectstore.extents.append.duration", "s", "From queueing an append to stable storage.", null, seconds);
        BatchDuration = _meter.CreateHistogram("objectstore.extents.batch.duration", "s", "One write and fdatasync.", null, seconds);
        BatchRecords = _meter.CreateHistogram("objectstore.extents.batch.records", "{record}", "Records of a batch.", null, records);
        WrittenBytes = _meter.CreateCounter<long>("objectstore.extents.written", "By", "Bytes of batches.");
        ReadDuration = _meter.CreateHistogram("objectstore.extents.read.duration", "s", "A verified read of a range.", null, seconds);
        ReadBytes = _meter.CreateCounter<long>("objectstore.extents.read", "By", "Payload bytes that were read and verified.");
        DamagedReads = _meter.CreateCounter<long>("objectstore.extents.damage.reads", "{read}", "Reads that found damage.");
        DamagedFragments = _meter.CreateCounter<long>("objectstore.extents.damage.fragments", "{fragment}", "Damaged fragments that verification found.");
        VerifiedBytes = _meter.CreateCounter<long>("objectstore.extents.verified", "By", "Bytes that verification read from the disk.");
        Failures = _meter.CreateCounter<long>("objectstore.extents.failures", "{error}", "Writes and syncs that failed.");
        CompactedBytes = _meter.CreateCounter<long>("objectstore.extents.compacted", "By", "Bytes that compaction copied.");
        ReclaimedBytes = _meter.CreateCounter<long>("objectstore.extents.reclaimed", "By", "Bytes of extents that compaction removed.");
        Checkpoints = _meter.CreateCounter<long>("objectstore.extents.checkpoints", "{checkpoint}", "Checkpoints written.");
        Gauge("objectstore.extents.capacity", "By", "Bytes that the devices may use.", device => device.Status.CapacityBytes);
        Gauge("objectstore.extents.free", "By", "Bytes for new fragments.", device => device.Status.FreeBytes);
        Gauge("objectstore.extents.live", "By", "Bytes of live records.", device => device.Status.LiveBytes);
        Gauge("objectstore.extents.fragments", "{fragment}", "Live fragments.", device => device.Status.FragmentCount);
        Gauge("objectstore.extents.append.queue", "{request}", "Appends that wait.", device => device.AppendQueueLength);
        Gauge("objectstore.extents.read.queue", "{request}", "Reads that wait for a thread.", device => device.ReadQueueLength);
        Gauge("objectstore.extents.index.memory", "By", "Memory of the fragment indexes.", device => device.IndexMemoryBytes);
    }

    internal Histogram<double> AppendDuration { get; }

    internal Histogram<double> BatchDuration { get; }

    internal Histogram<double> BatchRecords { get; }

    internal Counter<long> WrittenBytes { get; }

    internal Histogram<double> ReadDuration { get; }

    internal Counter<long> ReadBytes { get; }

    internal Counter<long> DamagedReads { get; }

    internal Counter<long> DamagedFragments { get; }

    internal Counter<long> VerifiedBytes { get; }

    internal Counter<long> Failures { get; }

    internal Counter<long> CompactedBytes { get; }

    internal Counter<long> ReclaimedBytes { get; }

    internal Counter<long> Checkpoints { get; }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    internal void Add(ExtentDevice device)
    {
        lock (_lock) _devices.Add(device);
    }

    internal void Remove(ExtentDevice device)
    {
        lock (_lock) _ = _devices.Remove(device);
    }

    private void Gauge(string name, string unit, string description, Func<ExtentDevice, long> value) =>
        _ = _meter.CreateObservableGauge(name, () =>
        {
            lock (_lock) return _devices.Sum(value);
        }, unit, description);
}
