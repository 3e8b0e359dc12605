using System.Collections.Concurrent;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Limits;

namespace ObjectStore.Gateway.Rates;

/// <summary>Takes from rates what requests need of them, as far as this gateway's share goes. Thread-safe.</summary>
internal sealed class RateLimiter(RatesOptions options, RateShare share, TimeProvider time)
{
    /// <summary>Most buckets whose gauges are remembered.</summary>
    public const int BucketsMax = 10_000;

    /// <summary>What is owed beyond it is forgiven: nobody is shut out for long by one large object under a small rate.</summary>
    private static readonly TimeSpan DebtMax = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<BucketId, RateGauge> _buckets = new();
    private readonly long _burst = (long)(options.Burst.TotalSeconds * time.TimestampFrequency);
    private readonly long _debtMax = (long)(DebtMax.TotalSeconds * time.TimestampFrequency);

    /// <summary>The gauge of a bucket.</summary>
    public RateGauge GaugeOf(BucketId bucket)
    {
        if (_buckets.TryGetValue(bucket, out var gauge)) return gauge;
        if (_buckets.Count >= BucketsMax) Sweep();
        return _buckets.GetOrAdd(bucket, static _ => new RateGauge());
    }

    /// <summary>Takes something; null, or how long it is until something can be had.</summary>
    /// <param name="gauge">Whose.</param>
    /// <param name="kind">Of what.</param>
    /// <param name="units">How much.</param>
    /// <param name="perSecond">The rate over all gateways, above 0.</param>
    public TimeSpan? TryTake(RateGauge gauge, RateKind kind, long units, long perSecond) => TryTake(gauge, kind, units, perSecond, out _);

    /// <summary>The same for what may turn out otherwise.</summary>
    /// <param name="gauge">Whose.</param>
    /// <param name="kind">Of what.</param>
    /// <param name="units">How much.</param>
    /// <param name="perSecond">The rate over all gateways, above 0.</param>
    /// <param name="taken">What it cost, for <see cref="Settle"/>.</param>
    public TimeSpan? TryTake(RateGauge gauge, RateKind kind, long units, long perSecond, out long taken)
    {
        var wait = gauge.TryTake(kind, CostOf(units, perSecond), time.GetTimestamp(), _burst, _debtMax, out taken);
        return wait == 0 ? null : TimeSpan.FromSeconds((double)wait / time.TimestampFrequency);
    }

    /// <summary>Corrects what was taken when it turned out otherwise. Never gives back more than was taken, so that nobody pays off a debt with what was announced and never sent.</summary>
    /// <param name="gauge">Whose.</param>
    /// <param name="kind">Of what.</param>
    /// <param name="taken">What it cost.</param>
    /// <param name="units">How much it was.</param>
    /// <param name="perSecond">The rate over all gateways, above 0.</param>
    public void Settle(RateGauge gauge, RateKind kind, long taken, long units, long perSecond) =>
        gauge.Settle(kind, CostOf(units, perSecond) - taken, time.GetTimestamp(), _debtMax);

    private long CostOf(long units, long perSecond) => (long)Math.Min(units / share.Of(perSecond) * time.TimestampFrequency, _debtMax);

    /// <summary>Forgets buckets that owe nothing, and the others too if those are few.</summary>
    private void Sweep()
    {
        var now = time.GetTimestamp();
        foreach (var pair in _buckets)
        {
            if (pair.Value.IsSettled(now)) _buckets.TryRemove(pair);
        }

        if (_buckets.Count > BucketsMax / 2) _buckets.Clear();
    }
}
