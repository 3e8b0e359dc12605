using System.Diagnostics.Metrics;

namespace ObjectStore.Curator.Quotas;

/// <summary>Instruments of quotas: numbers of buckets, never their names. Which they are is in the log.</summary>
internal sealed class QuotaMetrics
{
    private readonly Gauge<long> _buckets;
    private readonly Gauge<long> _nearlyFull;
    private readonly Gauge<long> _over;
    private readonly Gauge<long> _unsettled;

    public QuotaMetrics(IMeterFactory meterFactory)
    {
        var meter = meterFactory.Create(CuratorMetrics.MeterName);
        _buckets = meter.CreateGauge<long>("objectstore.curator.quotas.buckets", "{bucket}", "Buckets that have or had a quota.");
        _nearlyFull = meter.CreateGauge<long>("objectstore.curator.quotas.nearly_full", "{bucket}", "Buckets that hold nine tenths of their quota or more.");
        _over = meter.CreateGauge<long>("objectstore.curator.quotas.over", "{bucket}", "Buckets that hold more than their quota.");
        _unsettled = meter.CreateGauge<long>("objectstore.curator.quotas.unsettled", "{bucket}", "Buckets whose quota could not be put in force or counted.");
    }

    public void Update(QuotaCounts counts)
    {
        _buckets.Record(counts.Buckets);
        _nearlyFull.Record(counts.NearlyFull);
        _over.Record(counts.Over);
        _unsettled.Record(counts.Unsettled);
    }
}
