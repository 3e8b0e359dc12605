using System.Diagnostics.Metrics;
using ObjectStore.Gateway.Metrics;

namespace ObjectStore.Gateway.Compression;

/// <summary>Instruments of compression.</summary>
internal sealed class CompressionMetrics
{
    private readonly Counter<long> _plain;
    private readonly Counter<long> _stored;
    private readonly Counter<long> _skipped;

    public CompressionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(GatewayMetrics.MeterName);
        _plain = meter.CreateCounter<long>("objectstore.gateway.compression.received", "By", "Bytes of objects and parts that were stored compressed, before they were.");
        _stored = meter.CreateCounter<long>("objectstore.gateway.compression.stored", "By", "What was stored for them.");
        _skipped = meter.CreateCounter<long>("objectstore.gateway.compression.skipped", "By", "Bytes of objects and parts in compressed buckets that were stored as they are, because they do not shrink.");
    }

    /// <summary>A write has ended.</summary>
    public void Written(CompressingSource source)
    {
        if (source.Compression is not { } compression)
        {
            Skipped(source.PlainBytes);
            return;
        }

        _plain.Add(source.PlainBytes);
        _stored.Add(compression.StoredBytes);
    }

    /// <summary>Bytes were stored as they are.</summary>
    public void Skipped(long bytes) => _skipped.Add(bytes);
}
