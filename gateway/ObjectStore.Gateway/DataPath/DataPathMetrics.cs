using System.Diagnostics.Metrics;
using ObjectStore.Core.Buffers;
using ObjectStore.Core.Errors;

namespace ObjectStore.Gateway.DataPath;

/// <summary>Instruments of the data path, under the meter <c>ObjectStore.Gateway</c>.</summary>
internal sealed class DataPathMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _stripesRetried;
    private readonly Counter<long> _stripesAsCopies;
    private readonly Counter<long> _fragmentWritesFailed;
    private readonly Counter<long> _fragmentReadsFailed;
    private readonly Counter<long> _reconstructions;
    private readonly Counter<long> _discardsFailed;
    private readonly Counter<long> _hedges;

    public DataPathMetrics(IMeterFactory meters, BufferPool pool, LateBuffers late)
    {
        var meter = _meter = meters.Create("ObjectStore.Gateway");
        _stripesRetried = meter.CreateCounter<long>("objectstore.gateway.stripes.retried", "{stripe}", "Stripes offered to another placement group.");
        _stripesAsCopies = meter.CreateCounter<long>("objectstore.gateway.stripes.as_copies", "{stripe}", "Stripes stored as copies because no group of their profile took them.");
        _fragmentWritesFailed = meter.CreateCounter<long>("objectstore.gateway.fragment_writes.failed", "{fragment}", "Fragments that a device did not take.");
        _fragmentReadsFailed = meter.CreateCounter<long>("objectstore.gateway.fragment_reads.failed", "{fragment}", "Fragments that a device did not give, by reason.");
        _reconstructions = meter.CreateCounter<long>("objectstore.gateway.reconstructions", "{fragment}", "Fragment ranges rebuilt from others for a reader.");
        _discardsFailed = meter.CreateCounter<long>("objectstore.gateway.discards.failed", "{request}", "Deletions of unneeded fragments that are left to the sweeper.");
        _hedges = meter.CreateCounter<long>("objectstore.gateway.read_hedges", "{read}", "Late reads that others were read for, that those were faster than, and that the budget denied.");
        meter.CreateObservableGauge("objectstore.gateway.buffers.leased", () => pool.LeasedBytes, "By", "Bytes of stripe buffers in use.");
        meter.CreateObservableGauge("objectstore.gateway.buffers.allocated", () => pool.AllocatedBytes, "By", "Bytes of stripe buffers held.");
        meter.CreateObservableGauge("objectstore.gateway.buffers.waiters", () => pool.WaiterCount, "{request}", "Requests that wait for a stripe buffer.");
        meter.CreateObservableGauge("objectstore.gateway.buffers.late", () => late.Bytes, "By", "Bytes of stripe buffers that devices hold that do not answer.");
    }

    public void ObserveSuspects(Func<int> count) =>
        _meter.CreateObservableGauge("objectstore.gateway.devices.suspect", count, "{device}", "Devices that get no writes because they do not answer.");

    public void ObserveSlow(Func<int> reads, Func<int> writes) =>
        _meter.CreateObservableGauge(
            "objectstore.gateway.devices.slow",
            () => new[] { SlowOf("read", reads), SlowOf("write", writes) },
            "{device}",
            "Devices that are much slower than others, so that they are read last or get no writes.");

    public void Hedged() => _hedges.Add(1, new KeyValuePair<string, object?>("outcome", "started"));

    public void HedgeWon() => _hedges.Add(1, new KeyValuePair<string, object?>("outcome", "won"));

    public void HedgeDenied() => _hedges.Add(1, new KeyValuePair<string, object?>("outcome", "denied"));

    public void StripeRetried() => _stripesRetried.Add(1);

    public void StripeStoredAsCopies() => _stripesAsCopies.Add(1);

    public void FragmentWriteFailed(StorageErrorCode code) => _fragmentWritesFailed.Add(1, new KeyValuePair<string, object?>("reason", code.ToString()));

    public void FragmentReadFailed(StorageErrorCode code) => _fragmentReadsFailed.Add(1, new KeyValuePair<string, object?>("reason", code.ToString()));

    public void FragmentReconstructed() => _reconstructions.Add(1);

    public void DiscardFailed() => _discardsFailed.Add(1);

    private static Measurement<int> SlowOf(string operation, Func<int> count) => new(count(), new KeyValuePair<string, object?>("operation", operation));
}
