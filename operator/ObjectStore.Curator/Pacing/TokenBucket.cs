namespace ObjectStore.Curator.Pacing;

/// <summary>Holds work to a rate on average. Thread-safe.</summary>
/// <remarks>
/// A request larger than the burst is let through at once and paid for by whoever comes next, so that a unit of work never has to be split to fit.
/// </remarks>
internal sealed class TokenBucket
{
    private readonly TimeProvider _timeProvider;
    private readonly double _perSecond;
    private readonly double _burst;
    private readonly Lock _lock = new();
    private double _tokens;
    private long _filledAt;

    /// <summary>A full bucket.</summary>
    /// <param name="timeProvider">Its clock.</param>
    /// <param name="perSecond">Rate, more than 0.</param>
    public TokenBucket(TimeProvider timeProvider, long perSecond)
    {
        _timeProvider = timeProvider;
        _perSecond = perSecond;
        _burst = perSecond;
        _tokens = _burst;
        _filledAt = timeProvider.GetTimestamp();
    }

    /// <summary>Takes tokens and waits until what was taken before has been paid back.</summary>
    public async ValueTask TakeAsync(long tokens, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = _timeProvider.GetTimestamp();
            _tokens = Math.Min(_burst, _tokens + _timeProvider.GetElapsedTime(_filledAt, now).TotalSeconds * _perSecond);
            _filledAt = now;
            wait = _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / _perSecond);
            _tokens -= tokens;
        }

        if (wait > TimeSpan.Zero) await Task.Delay(wait, _timeProvider, cancellationToken);
    }
}
