using System.Numerics;

namespace ObjectStore.Gateway.DataPath;

/// <summary>Quantiles of the latest durations, to within a sixth: counts in four buckets per power of two, halved now and then. Thread-safe, without locks.</summary>
/// <remarks>A count that is lost in a race with the halving changes no quantile that matters.</remarks>
internal sealed class LatencySketch(double quantile)
{
    private const int BucketsPerOctave = 4;
    private const int BucketCount = 32 * BucketsPerOctave;

    /// <summary>With fewer there is no answer.</summary>
    private const int SamplesMin = 32;

    /// <summary>At so many samples all counts are halved: what was before fades away.</summary>
    private const int SamplesMax = 2048;

    /// <summary>The quantile is computed anew after so many samples.</summary>
    private const int Period = 64;

    private readonly int[] _counts = new int[BucketCount];
    private int _total;
    private long _microseconds;

    /// <summary>The quantile of the latest durations, or null while there are too few.</summary>
    public TimeSpan? Quantile => Volatile.Read(ref _microseconds) is > 0 and var value ? TimeSpan.FromMicroseconds(value) : null;

    /// <summary>Takes a duration in.</summary>
    public void Record(TimeSpan duration)
    {
        Interlocked.Increment(ref _counts[BucketOf((uint)Math.Clamp(duration.TotalMicroseconds, 1, uint.MaxValue))]);
        var total = Interlocked.Increment(ref _total);
        if (total % Period == 0 || total == SamplesMin) Compute();
        if (total == SamplesMax) Halve();
    }

    private static int BucketOf(uint microseconds)
    {
        var octave = BitOperations.Log2(microseconds);
        var quarter = octave >= 2 ? microseconds >> (octave - 2) & 3 : microseconds << (2 - octave) & 3;
        return octave * BucketsPerOctave + (int)quarter;
    }

    private static long UpperEdge(int bucket) => (4L + bucket % BucketsPerOctave + 1 << bucket / BucketsPerOctave) / 4 + 1;

    private void Compute()
    {
        var rank = 0L;
        foreach (ref var count in _counts.AsSpan()) rank += Volatile.Read(ref count);
        rank = (long)Math.Ceiling(rank * quantile);
        var bucket = 0;
        while (bucket < BucketCount - 1 && (rank -= Volatile.Read(ref _counts[bucket])) > 0) bucket++;
        Volatile.Write(ref _microseconds, UpperEdge(bucket));
    }

    private void Halve()
    {
        var total = 0;
        foreach (ref var count in _counts.AsSpan()) total += count /= 2;
        Volatile.Write(ref _total, total);
    }
}
