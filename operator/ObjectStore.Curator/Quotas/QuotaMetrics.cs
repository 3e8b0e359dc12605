using System.Diagnostics.Metrics;

namespace ObjectStore.Curator.Quotas;

/// <summary>Instruments of quotas: numbers of buckets and of their owners, never their names. Which they are is in the log.</summary>
internal sealed class QuotaMetrics
{
    private readonly Instruments _buckets;
    private readonly Instruments _owners;

    public QuotaMetrics(IMeterFactory meterFactory)
    {
        var meter = meterFactory.Create(CuratorMetrics.MeterName);
        _buckets = new Instruments(
            meter.CreateGauge<long>("objectstore.curator.quotas.buckets", "{bucket}", "Buckets that have or had a quota."),
            meter.CreateGauge<long>("objectstore.curator.quotas.nearly_full", "{bucket}", "Buckets that hold nine tenths of their quota or more."),
            meter.CreateGauge<long>("objectstore.curator.quotas.over", "{bucket}", "Buckets that hold more than their quota."),
            meter.CreateGauge<long>("objectstore.curator.quotas.unsettled", "{bucket}", "Buckets whose quota could not be put in force or counted."));
        _owners = new Instruments(
            meter.CreateGauge<long>("objectstore.curator.quotas.users", "{user}", "Users that have or had a quota over all their buckets."),
            meter.CreateGauge<long>("objectstore.curator.quotas.users_nearly_full", "{user}", "Users whose buckets hold nine tenths of their quota or more."),
            meter.CreateGauge<long>("objectstore.curator.quotas.users_over", "{user}", "Users whose buckets hold more than their quota."),
            meter.CreateGauge<long>("objectstore.curator.quotas.users_unsettled", "{user}", "Users whose quota could not be put in force or counted."));
    }

    public void Update(QuotaCounts buckets, QuotaCounts owners)
    {
        _buckets.Record(buckets);
        _owners.Record(owners);
    }

    private sealed record Instruments(Gauge<long> Known, Gauge<long> NearlyFull, Gauge<long> Over, Gauge<long> Unsettled)
    {
        public void Record(QuotaCounts counts)
        {
            Known.Record(counts.Known);
            NearlyFull.Record(counts.NearlyFull);
            Over.Record(counts.Over);
            Unsettled.Record(counts.Unsettled);
        }
    }
}
