using ObjectStore.Operator.Api.V1Alpha1;

namespace ObjectStore.Operator.Pools;

/// <summary>When a pool will be full, by the line of least squares through what it held lately. The history lies in the pool's status, where a restart does not lose it. Pure.</summary>
internal static class CapacityForecast
{
    /// <summary>A week of samples: loads of week days and of week ends are both in it. The schema has the same bound.</summary>
    public const int SamplesMax = 28;

    /// <summary>Fewer samples, or of less time, make no trend.</summary>
    private const int SamplesMin = 5;

    /// <summary>Further than ten years nobody can tell.</summary>
    private const double DaysMax = 3_650;

    private static readonly TimeSpan Period = TimeSpan.FromHours(6);
    private static readonly TimeSpan SpanMin = TimeSpan.FromDays(1);

    /// <summary>The history with a sample more when it is time for one; the oldest make room. Those of a clock that was ahead are dropped.</summary>
    public static IReadOnlyList<PoolUsageSample> Next(IReadOnlyList<PoolUsageSample>? history, long usedBytes, DateTimeOffset now)
    {
        PoolUsageSample[] past = [.. (history ?? []).Where(sample => sample.At <= now)];
        if (past is [.., var last] && now - last.At < Period) return past;
        return [.. past.TakeLast(SamplesMax - 1), new PoolUsageSample { At = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()), UsedBytes = usedBytes }];
    }

    /// <summary>Whole days until the free bytes are taken; null without enough history, or where it does not grow.</summary>
    /// <param name="history">Samples, the oldest first.</param>
    /// <param name="freeBytes">Bytes that new fragments may take.</param>
    public static int? DaysUntilFull(IReadOnlyList<PoolUsageSample> history, long freeBytes)
    {
        if (freeBytes <= 0) return 0;
        if (history.Count < SamplesMin || history[^1].At - history[0].At < SpanMin) return null;
        var days = freeBytes / BytesPerDay(history);
        return days is > 0 and <= DaysMax ? (int)days : null;
    }

    private static double BytesPerDay(IReadOnlyList<PoolUsageSample> history)
    {
        var start = history[0].At;
        var (meanDays, meanBytes) = (history.Average(sample => (sample.At - start).TotalDays), history.Average(static sample => (double)sample.UsedBytes));
        var (covariance, variance) = (0.0, 0.0);
        foreach (var sample in history)
        {
            var days = (sample.At - start).TotalDays - meanDays;
            covariance += days * (sample.UsedBytes - meanBytes);
            variance += days * days;
        }

        return covariance / variance;
    }
}
