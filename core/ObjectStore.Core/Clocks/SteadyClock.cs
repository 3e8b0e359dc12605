namespace ObjectStore.Core.Clocks;

/// <summary>
/// The clock of this machine, doubted when it is set forward: it goes on as it was for <see cref="Hold"/>, in which a wrong clock is noticed, and then follows. What it
/// decides comes later for that, and never too early.
/// </summary>
/// <remarks>Thread-safe. Knows only what happens while the process runs; a clock that was wrong when it began is told by other clocks alone.</remarks>
public sealed class SteadyClock
{
    /// <summary>How far the clock may be set forward without a doubt: more than a correction by the network makes of a clock that is kept by it.</summary>
    public static readonly TimeSpan JumpMax = TimeSpan.FromMinutes(5);

    /// <summary>How long a jump is doubted: long enough to be noticed and mended; a machine that slept shows one too, and is right.</summary>
    public static readonly TimeSpan Hold = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private ClockReading _anchor;
    private long _doubtedSince;
    private bool _isDoubted;

    /// <summary>A clock that is believed as it is now.</summary>
    public SteadyClock(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _anchor = ClockReading.Of(time.GetUtcNow(), time);
    }

    /// <summary>The time: that of the machine, or what it would be without the jump.</summary>
    public DateTimeOffset GetUtcNow()
    {
        var (shown, now) = (_time.GetUtcNow(), _time.GetTimestamp());
        lock (_lock)
        {
            var expected = _anchor.At + _time.GetElapsedTime(_anchor.Timestamp, now);
            if (shown - expected > JumpMax)
            {
                if (!_isDoubted) (_isDoubted, _doubtedSince) = (true, now);
                if (_time.GetElapsedTime(_doubtedSince, now) < Hold) return expected;
                _anchor = new ClockReading(shown, now);
            }
            else if (shown < expected || _time.GetElapsedTime(_anchor.Timestamp, now) >= Hold)
            {
                // Small corrections add up in the months that a process runs.
                _anchor = new ClockReading(shown, now);
            }

            _isDoubted = false;
            return shown;
        }
    }
}
