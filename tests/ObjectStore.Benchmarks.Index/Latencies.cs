using System.Diagnostics;

namespace ObjectStore.Benchmarks.Index;

/// <summary>Collects durations of one operation and gives their percentiles in microseconds.</summary>
internal sealed class Latencies
{
    private readonly List<double> _microseconds = [];

    public void Add(long startedAt)
    {
        var elapsed = Stopwatch.GetElapsedTime(startedAt).TotalMicroseconds;
        lock (_microseconds) _microseconds.Add(elapsed);
    }

    public double Percentile(double fraction)
    {
        _microseconds.Sort();
        return _microseconds[(int)Math.Min(_microseconds.Count - 1, fraction * _microseconds.Count)];
    }
}
