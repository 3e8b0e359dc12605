namespace ObjectStore.Kubernetes.Queues;

/// <summary>A rate with a burst. Thread-safe.</summary>
internal sealed class TokenBucket(double perSecond, int burst, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _tokens = burst;
    private long _filledAt = time.GetTimestamp();

    /// <summary>Takes a token, perhaps one of the future: zero, or how long it is until then.</summary>
    public TimeSpan Reserve()
    {
        lock (_lock)
        {
            FillLocked();
            _tokens--;
            return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / perSecond);
        }
    }

    /// <summary>Takes a token if there is one now.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            FillLocked();
            if (_tokens < 1) return false;
            _tokens--;
            return true;
        }
    }

    private void FillLocked()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_filledAt, now).TotalSeconds * perSecond));
        _filledAt = now;
    }
}
