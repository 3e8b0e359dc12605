using System.Numerics;

namespace ObjectStore.Gateway.DataPath;

/// <summary>When a read that waits for its device is late, and whether it may be hedged. Thread-safe.</summary>
/// <remarks>
/// The budget grows by <see cref="DataPathOptions.HedgeShareMax"/> with every read that waits, up to a burst. Beside it one hedge per <see cref="FreeInterval"/> is
/// free, so that a store with little to do always hedges.
/// </remarks>
internal sealed class ReadHedging
{
    /// <summary>Sizes up to 64 KiB, 256 KiB, 1 MiB and above have quantiles of their own.</summary>
    private const int SizeClasses = 4;

    private const long Unit = 1000;

    /// <summary>So many hedges may come at once after a calm time.</summary>
    private const long CreditMax = 32 * Unit;

    private static readonly TimeSpan FreeInterval = TimeSpan.FromMilliseconds(200);

    private readonly DataPathOptions _options;
    private readonly DataPathMetrics _metrics;
    private readonly LatencySketch[] _latencies;
    private readonly long _creditPerRead;
    private long _credit = CreditMax;
    private long _freeAt;

    public ReadHedging(DataPathOptions options, DataPathMetrics metrics, TimeProvider time)
    {
        (_options, _metrics, Time) = (options, metrics, time);
        _latencies = [.. Enumerable.Range(0, SizeClasses).Select(_ => new LatencySketch(options.HedgePercentile))];
        _creditPerRead = (long)(options.HedgeShareMax * Unit);
        _freeAt = time.GetTimestamp();
    }

    public TimeProvider Time { get; }

    /// <summary>After this a read counts as failed.</summary>
    public TimeSpan Timeout => _options.ReadTimeout;

    /// <summary>How long to wait until a hedge that was denied is asked for again.</summary>
    public TimeSpan Retry => Min(_options.HedgeDelayMax, _options.ReadTimeout);

    /// <summary>What is faster is not slow.</summary>
    public TimeSpan SlowMin => _options.SlowReadMin;

    /// <summary>After this a read of so many bytes is late.</summary>
    public TimeSpan DelayFor(int bytes)
    {
        var quantile = _latencies[ClassOf(bytes)].Quantile ?? _options.HedgeDelayMax;
        return quantile < _options.HedgeDelayMin ? Min(_options.HedgeDelayMin, _options.ReadTimeout) : Min(quantile, Retry);
    }

    /// <summary>Whether a read that took so long while others of its stripe took <paramref name="others"/> speaks against its device.</summary>
    public bool IsSlow(TimeSpan elapsed, TimeSpan others) => elapsed >= _options.SlowReadMin && elapsed >= SlowDevices.Factor * others;

    /// <summary>A read had to wait for its device.</summary>
    public void Began()
    {
        if (Volatile.Read(ref _credit) < CreditMax) Interlocked.Add(ref _credit, _creditPerRead);
    }

    /// <summary>A read that had to wait has its bytes.</summary>
    public void Ended(int bytes, TimeSpan elapsed) => _latencies[ClassOf(bytes)].Record(elapsed);

    /// <summary>Takes a hedge from the budget; false when nothing is left.</summary>
    public bool TrySpend()
    {
        if (_options.HedgeShareMax > 0 && (TrySpendCredit() || TrySpendFree())) return true;
        _metrics.HedgeDenied();
        return false;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static int ClassOf(int bytes) => Math.Clamp((BitOperations.Log2((uint)Math.Max(1, bytes - 1)) - 14) / 2, 0, SizeClasses - 1);

    private bool TrySpendCredit()
    {
        if (Interlocked.Add(ref _credit, -Unit) >= 0) return true;
        Interlocked.Add(ref _credit, Unit);
        return false;
    }

    private bool TrySpendFree()
    {
        var now = Time.GetTimestamp();
        var freeAt = Volatile.Read(ref _freeAt);
        var next = now + (long)(FreeInterval.TotalSeconds * Time.TimestampFrequency);
        return now >= freeAt && Interlocked.CompareExchange(ref _freeAt, next, freeAt) == freeAt;
    }
}
