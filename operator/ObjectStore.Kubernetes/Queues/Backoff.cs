namespace ObjectStore.Kubernetes.Queues;

/// <summary>Pauses that double up to a bound, each with jitter, so that many who failed together do not come back together. For one caller at a time.</summary>
internal sealed class Backoff(TimeSpan min, TimeSpan max)
{
    private int _count;

    /// <summary>The pause after the <paramref name="failures"/>th failure in a row: between a half and the whole of the doubled one.</summary>
    public static TimeSpan DelayAfter(int failures, TimeSpan min, TimeSpan max)
    {
        var delay = min * Math.Pow(2, Math.Clamp(failures - 1, 0, 30));
        if (delay > max) delay = max;
        return delay * (0.5 + (Random.Shared.NextDouble() / 2));
    }

    /// <summary>The pause after another failure.</summary>
    public TimeSpan Next()
    {
        if (_count < int.MaxValue) _count++;
        return DelayAfter(_count, min, max);
    }

    /// <summary>Something succeeded.</summary>
    public void Reset() => _count = 0;
}
