using System.Diagnostics.Metrics;
using ObjectStore.Gateway.Metrics;

namespace ObjectStore.Gateway.ReadCache;

/// <summary>Instruments of the read cache.</summary>
internal sealed class ReadCacheMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _hits;
    private readonly Counter<long> _misses;
    private readonly Counter<long> _served;
    private readonly Counter<long> _evictions;
    private readonly Counter<long> _damaged;

    public ReadCacheMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(GatewayMetrics.MeterName);
        _hits = _meter.CreateCounter<long>("objectstore.gateway.read_cache.hits", "{block}", "Blocks of stripes that were served from memory.");
        _misses = _meter.CreateCounter<long>("objectstore.gateway.read_cache.misses", "{block}", "Blocks of stripes that were not in memory.");
        _served = _meter.CreateCounter<long>("objectstore.gateway.read_cache.served", "By", "Bytes that were served from memory.");
        _evictions = _meter.CreateCounter<long>("objectstore.gateway.read_cache.evictions", "{block}", "Blocks that were given up for others.");
        _damaged = _meter.CreateCounter<long>("objectstore.gateway.read_cache.damaged", "{block}", "Blocks that changed in memory and were read again: the machine's memory may be failing.");
    }

    /// <summary>Shows how much memory the cache has.</summary>
    public void Observe(BlockCache cache)
    {
        _meter.CreateObservableGauge("objectstore.gateway.read_cache.used", () => cache.UsedBytes, "By", "Bytes of memory that hold blocks.");
        _meter.CreateObservableGauge("objectstore.gateway.read_cache.limit", () => cache.BytesMax, "By", "Most memory that the cache takes: what is set, or what the process has room for.");
        _meter.CreateObservableGauge("objectstore.gateway.read_cache.allocated", () => cache.AllocatedBytes, "By", "Memory that the cache has allocated.");
    }

    public void Hit(int bytes)
    {
        _hits.Add(1);
        _served.Add(bytes);
    }

    public void Missed() => _misses.Add(1);

    public void Evicted() => _evictions.Add(1);

    public void Damaged() => _damaged.Add(1);
}
